-- The modes of pools and why they changed; the newest of a pool in the present incarnation holds.
create table mode_change (
    id bigint generated always as identity primary key,
    pool int not null references pool,
    incarnation uuid not null,
    at timestamptz not null default statement_timestamp(),
    was text not null,
    mode text not null,
    cause text not null,
    state text not null
);
create index mode_change_pool on mode_change (pool, id);
