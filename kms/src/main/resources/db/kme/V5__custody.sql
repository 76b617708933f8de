-- Quarantine: 1 = ordered here, 2 = ordered by the other end. A held block is neither allocated from nor fetched from.
alter table block_use add column held smallint not null default 0 check (held between 0 and 3);
create index block_use_held on block_use (pool) where held <> 0;
alter table block_use drop constraint block_use_state_check;
alter table block_use add constraint block_use_state_check
    check (state in ('RECEIVED', 'OFFERED', 'OPEN', 'CLOSED', 'DESTROYED'));

-- Blocks that the other end made void before the device here delivered them.
create table void_block (
    block_id uuid primary key,
    voided_s bigint not null
);

-- What the other end of a pool has still to be told, in this order.
create table peer_order (
    id bigint generated always as identity primary key,
    peer text not null,
    kind text not null check (kind in ('HOLD', 'RELEASE', 'VOID', 'VOID_KEYS')),
    -- Of blocks, or of keys.
    ids uuid[] not null
);
create index peer_order_peer on peer_order (peer, id);

-- A release needs two people.
create table release_request (
    id bigint generated always as identity primary key,
    blocks uuid[] not null,
    requested_by text not null,
    requested_at timestamptz not null,
    approved_by text check (approved_by <> requested_by)
);

-- Who ordered what.
create table administration (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    operator text not null,
    action text not null,
    detail text not null
);

-- Whose keys are not delivered any more, so that what was delivered can be fetched and the rest moved: SAE IDs, or '*'.
create table drained (
    sae text primary key
);

-- Bits of a pool, in units of 8 bytes: counted when its blocks open, and kept when their rows are removed.
-- Whether a block was ever open: its bits were produced.
alter table block_use add column opened boolean not null default false;
update block_use set opened = true where state in ('OPEN', 'CLOSED');
alter table block_use add column delivered int not null default 0;
alter table block_use add column spent int not null default 0;
create table pool_account (
    pool int primary key references pool,
    produced bigint not null default 0,
    delivered bigint not null default 0,
    spent bigint not null default 0,
    burnt bigint not null default 0,
    destroyed bigint not null default 0
);
-- Blocks from before are counted from now on: what they had spent shows as burnt.
insert into pool_account (pool, produced)
    select pool, sum(length(used)) from block_use where opened group by pool;
