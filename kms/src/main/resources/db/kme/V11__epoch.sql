-- Post-quantum epochs of a pool: what two KMEs agreed, and what of it is still to be used. Chain and root are wrapped
-- and erased one by one: the chain once a later epoch took it up, the root when blocks have been offered under others.
create table epoch (
    id uuid primary key,
    -- Counts up with every epoch of this site.
    ordinal bigint generated always as identity unique,
    pool int not null references pool,
    parent uuid,
    suite text not null,
    agreed_at_ms bigint not null,
    agreed_s bigint not null,
    -- SHA-384 of the proposal: none is agreed to twice.
    proposal bytea not null,
    chain_key uuid,
    chain bytea,
    root_key uuid,
    root bytea,
    unique (pool, proposal)
);
create index epoch_newest on epoch (pool, ordinal);
