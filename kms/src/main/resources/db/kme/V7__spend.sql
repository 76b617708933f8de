-- What one transaction spends: all of it, or it names the blocks that do not allow theirs and the caller rolls back.
-- Blocks are changed in the order given, which is that of their rows, so that processes of a KME never wait for each
-- other in a circle; the site's counts come last, because all others wait from there until the transaction has ended.
--
-- A block's lease is null at the to end, which uses units up wherever they lie.
create function spend(
    blocks bigint[], leases int[], cursors int[], bits text[], more_delivered int[], more_spent int[],
    closes boolean[],
    audited_at timestamptz[], events text[], initiators text[], targets text[], last_key int[], keys uuid[],
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
    insert into audit_record (at, event, initiator, target, key_ids)
        select audited_at[n], events[n], initiators[n], targets[n],
            keys[coalesce(last_key[n - 1], 0) + 1 : last_key[n]]
        from generate_subscripts(audited_at, 1) n;
    update site set spendings = site.spendings + 1
        returning site.incarnation, site.starts, site.numbers, site.spendings
        into spend.incarnation, spend.starts, spend.numbers, spend.spendings;
end
$$;
