-- The key store of one site. Times are seconds of the site's own running time, not of the wall clock.

create table site (
    sole boolean primary key default true check (sole),
    incarnation uuid,
    starts bigint not null default 0,
    numbers bigint not null default 0,
    spendings bigint not null default 0,
    running_s bigint not null default 0
);
insert into site default values;

create table peer (
    kme text primary key,
    incarnation uuid not null,
    former uuid[] not null default '{}'
);

create table pool (
    id int generated always as identity primary key,
    from_kme text not null,
    to_kme text not null check (to_kme <> from_kme),
    -- 37 bits, never reused.
    next_number bigint not null default 0 check (next_number between 0 and 137438953472),
    unique (from_kme, to_kme)
);

-- The keys under which pointers in key IDs are masked, by the block that brought them.
create table pool_mask (
    pool int not null references pool,
    number bigint not null,
    mask_key uuid not null,
    mask bytea not null,
    primary key (pool, number)
);

-- What is written once, and wiped in two steps: the payload when it is spent, the header when its key IDs are forgotten.
create table block (
    id bigint generated always as identity primary key,
    block_id uuid not null unique,
    pool int not null references pool,
    link text not null,
    length int not null,
    -- The device's claims; once offered, what both ends agree on.
    proof text not null,
    epsilon_total double precision not null,
    detector text not null,
    produced_at_ms bigint not null,
    -- A keyed digest of what the device delivered.
    fingerprint bytea not null,
    number bigint,
    from_incarnation uuid,
    to_incarnation uuid,
    brings_mask boolean,
    header_key uuid,
    header bytea,
    payload_key uuid,
    payload bytea,
    unique (pool, number)
);
-- Ciphertext does not compress.
alter table block alter column payload set storage external;

-- What changes with every key: one narrow row for each block.
create table block_use (
    block bigint primary key references block,
    pool int not null references pool,
    state text not null check (state in ('RECEIVED', 'OFFERED', 'OPEN', 'HELD', 'CLOSED', 'DESTROYED')),
    lease_epoch int not null default 0,
    cursor int not null default 0,
    used bit varying(1024) not null,
    -- Retired here, and the peer does not know it yet.
    untold boolean not null default false,
    arrived_s bigint not null,
    closed_s bigint,
    retired_s bigint
) with (fillfactor = 50);
create index block_use_live on block_use (pool, state) where state in ('RECEIVED', 'OFFERED', 'OPEN', 'HELD');
create index block_use_untold on block_use (pool, state) where untold;
create index block_use_unerased on block_use (block) where state in ('OPEN', 'CLOSED') and retired_s is null;
create index block_use_retired on block_use (retired_s) where retired_s is not null;

create table audit_record (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    event text not null,
    initiator text not null,
    target text not null,
    key_ids uuid[] not null
);
