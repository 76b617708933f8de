-- The network as it was and is. Versions are only ever added; who adds one that somebody else has added meanwhile meets
-- its number.
create table network_version (
    number      bigint primary key check (number > 0),
    digest      text not null unique,
    author      text not null,
    why         text not null,
    made_at     timestamptz not null,
    proposal_id uuid unique,
    changes     integer not null,
    document    text not null,
    difference  text not null
);

create function network_version_stays() returns trigger language plpgsql as $$
begin
    raise exception 'a version of the network is never changed';
end $$;

create trigger network_version_stays before update or delete or truncate on network_version
    for each statement execute function network_version_stays();

-- Changes that wait for the approval of officers, or waited.
create table network_proposal (
    id          uuid primary key,
    base_number bigint not null,
    base_digest text not null references network_version (digest),
    author      text not null,
    why         text not null,
    made_at     timestamptz not null,
    changes     integer not null,
    approvals   integer not null,
    state       text not null check (state in ('OPEN', 'WITHDRAWN', 'IN_FORCE')),
    closed_by   text,
    closed_why  text,
    closed_at   timestamptz,
    document    text not null,
    difference  text not null,
    check ((closed_by is null) = (closed_why is null) and (closed_by is null) = (closed_at is null))
);

create index on network_proposal (made_at);

alter table network_version add foreign key (proposal_id) references network_proposal (id);

-- What officers signed, as it came.
create table network_approval (
    proposal_id uuid not null references network_proposal (id),
    number      integer not null,
    document    text not null,
    came_at     timestamptz not null,
    primary key (proposal_id, number)
);
