-- What an audit record says of fresh keys besides: their grade and why they were of it. Null of keys that were fetched or
-- assigned, and of deliveries that were recorded before.
alter table audit_record
    add column grade text,
    add column policy text,
    add column mode text,
    add column degraded text;

-- Records come in the order of their time, all but: a small index finds those of a month, and costs the delivery nothing.
create index audit_record_at on audit_record using brin (at) with (pages_per_range = 32, autosummarize = on);

drop function spend;

-- As in V7, with what audit records say besides.
create function spend(
    blocks bigint[], leases int[], cursors int[], bits text[], more_delivered int[], more_spent int[],
    closes boolean[],
    audited_at timestamptz[], events text[], initiators text[], targets text[], grades text[], policies text[],
    modes text[], reasons text[], last_key int[], keys uuid[],
    out refused bigint[], out incarnation uuid, out starts bigint, out numbers bigint, out spendings bigint
) language plpgsql as $$
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
    insert into audit_record (at, event, initiator, target, grade, policy, mode, degraded, key_ids)
        select audited_at[n], events[n], initiators[n], targets[n], grades[n], policies[n], modes[n], reasons[n],
            keys[coalesce(last_key[n - 1], 0) + 1 : last_key[n]]
        from generate_subscripts(audited_at, 1) n;
    update site set spendings = site.spendings + 1
        returning site.incarnation, site.starts, site.numbers, site.spendings
        into spend.incarnation, spend.starts, spend.numbers, spend.spendings;
end
$$;

-- Where the course of a pool's modes begins, with an incarnation of the store: blocked, by no change.
alter table mode_change
    alter column was drop not null,
    alter column state drop not null,
    add check ((was is null) = (state is null)),
    add check (was is not null or mode = 'BLOCKED');

-- Requests that were refused, by pair of SAEs and month in UTC: added up in memory before they come here.
create table refusal (
    month date not null check (extract(day from month) = 1),
    initiator text not null,
    target text not null,
    reason text not null,
    requests bigint not null check (requests > 0),
    primary key (month, initiator, target, reason)
);
