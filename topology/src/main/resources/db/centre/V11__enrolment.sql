-- How KMEs are enrolled: an invitation with a one-time code, and the request that answered it. The code itself is not here;
-- by its key requests are checked until one has come.
create table enrolment (
    id         uuid primary key,
    kme        text not null,
    author     text not null,
    why        text not null,
    made_at    timestamptz not null,
    expires    timestamptz not null,
    state      text not null check (state in ('INVITED', 'REQUESTED', 'VOID')),
    wrong      integer not null check (wrong >= 0),
    invitation text not null,
    code_key   text,
    request    text,
    proposal   uuid references network_proposal (id),
    check ((code_key is not null) = (state = 'INVITED')),
    check ((request is not null) = (state = 'REQUESTED')),
    check (proposal is null or state = 'REQUESTED')
);

create index enrolment_made_at on enrolment (made_at desc);
