-- A share may wait at a node until the next one has pads for it: when that was last said, by this node or, of a block that was
-- drawn here, to it; seconds of the running time of the site.
alter table relayed_share
    add column held_up_s bigint,
    drop constraint relayed_share_check,
    add check (case when ciphertext is null then state <> 'WAITING' else state in ('WAITING', 'SHORT') end);
drop index relayed_share_waiting;
create index relayed_share_waiting on relayed_share (next, since_s) where ciphertext is not null;
