-- Keys for several SAEs, by random IDs: a row for each target, at the target's home and at the initiator's.
create table assigned_key (
    key_id uuid not null,
    target text not null,
    initiator text not null,
    -- ELSEWHERE: the target's home is another KME, which has the key.
    state text not null check (state in ('ELSEWHERE', 'WAITING', 'FETCHED', 'VOID')),
    grade text not null,
    links text[] not null,
    proof text not null,
    epsilon_total double precision not null,
    detector text not null,
    created_at_ms bigint not null,
    transport text not null,
    data_key uuid,
    sealed bytea,
    assigned_s bigint not null,
    retired_s bigint,
    primary key (key_id, target),
    check ((state = 'WAITING') = (sealed is not null))
);
create index assigned_key_retired on assigned_key (retired_s) where retired_s is not null;
create index assigned_key_unretired on assigned_key (assigned_s) where retired_s is null;
