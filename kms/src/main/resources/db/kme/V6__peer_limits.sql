-- The last order of a peer that was obeyed; a late one must not undo it.
alter table peer add column last_order bigint not null default 0;

-- A peer has a say about blocks that it shares: its tombstones count for these only.
drop table void_block;
create table void_block (
    block_id uuid not null,
    peer text not null,
    voided_s bigint not null,
    primary key (block_id, peer)
);

-- Devices' names of blocks that are done with and removed: their bits are never taken again.
create table former_block (
    block_id uuid primary key
);
