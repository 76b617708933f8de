-- The audit as chains of batches, one for every run of a process: docs/audit.md.

-- In this order batches were begun to be written.
create sequence audit_place;

create table audit_run (
    id uuid primary key,
    log text not null,
    at timestamptz not null,
    follows_run uuid,
    follows_number bigint,
    follows_chain text,
    check (num_nulls(follows_run, follows_number, follows_chain) in (0, 3))
);

-- Number 0 is the beginning of a run. Total: records of the run up to here.
create table audit_batch (
    place bigint primary key,
    run uuid not null,
    number bigint not null,
    total bigint not null,
    chain text not null,
    unique (run, number)
);

create table audit_head (
    run uuid not null,
    number bigint not null,
    total bigint not null,
    chain text not null,
    at timestamptz not null,
    key text not null,
    signature text not null,
    primary key (run, number)
);

-- The place of its batch; null of what was recorded before there were chains.
alter table audit_record add column batch bigint;
create index audit_record_batch on audit_record using brin (batch) with (pages_per_range = 32, autosummarize = on);

-- Whatever is on record besides keys. It joins a batch within a second or so.
create table audit_note (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    kind text not null,
    facts jsonb not null,
    batch bigint
);
create index audit_note_waiting on audit_note (id) where batch is null;
create index audit_note_batch on audit_note (batch) where batch is not null;

create function note_administration() returns trigger language plpgsql as $$
begin
    insert into audit_note (at, kind, facts) values (new.at, 'administration',
        jsonb_build_object('operator', new.operator, 'action', new.action, 'detail', new.detail));
    return null;
end
$$;
create trigger audit_note after insert on administration for each row execute function note_administration();

create function note_mode_change() returns trigger language plpgsql as $$
begin
    insert into audit_note (at, kind, facts) select new.at, 'mode', jsonb_strip_nulls(jsonb_build_object(
        'from', p.from_kme, 'to', p.to_kme, 'origin', p.origin, 'was', new.was, 'mode', new.mode, 'cause', new.cause))
        from pool p where p.id = new.pool;
    return null;
end
$$;
create trigger audit_note after insert on mode_change for each row execute function note_mode_change();

drop function spend;

-- As in V14, with the batch that the records are.
create function spend(
    blocks bigint[], leases int[], cursors int[], bits text[], more_delivered int[], more_spent int[],
    closes boolean[],
    audited_at timestamptz[], events text[], initiators text[], targets text[], grades text[], policies text[],
    modes text[], reasons text[], last_key int[], keys uuid[],
    audit_run uuid, audit_number bigint, audit_total bigint, audit_chain text,
    out refused bigint[], out incarnation uuid, out starts bigint, out numbers bigint, out spendings bigint
) language plpgsql as $$
declare
    here bigint;
begin
    for i in 1 .. cardinality(blocks) loop
        update block_use u set
            cursor = greatest(u.cursor, cursors[i]),
            used = u.used | cast(bits[i] as varbit),
            delivered = u.delivered + more_delivered[i],
            spent = u.spent + more_spent[i],
            state = case when closes[i] then 'CLOSED' else u.state end,
            untold = u.untold or closes[i]
        where u.block = blocks[i]
            and u.held = 0
            and bit_count(u.used & cast(bits[i] as varbit)) = 0
            and case when leases[i] is null then u.state = 'OPEN'
                else u.lease_epoch = leases[i] and u.state in ('OPEN', 'CLOSED') end;
        if not found then
            refused := refused || blocks[i];
        end if;
    end loop;
    if refused is not null then
        return;
    end if;
    if audit_number is not null then
        here := nextval('audit_place');
        insert into audit_batch (place, run, number, total, chain)
            values (here, audit_run, audit_number, audit_total, audit_chain);
    end if;
    insert into audit_record (at, event, initiator, target, grade, policy, mode, degraded, key_ids, batch)
        select audited_at[n], events[n], initiators[n], targets[n], grades[n], policies[n], modes[n], reasons[n],
            keys[coalesce(last_key[n - 1], 0) + 1 : last_key[n]], here
        from generate_subscripts(audited_at, 1) n order by n;
    update site set spendings = site.spendings + 1
        returning site.incarnation, site.starts, site.numbers, site.spendings
        into spend.incarnation, spend.starts, spend.numbers, spend.spendings;
end
$$;
