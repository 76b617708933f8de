-- Who may use the centre. No password and no token is here, only what they are checked by.
create table account (
    name         text primary key check (name ~ '^[a-z0-9._@+-]{1,100}$'),
    roles        text[] not null check (cardinality(roles) > 0),
    saes         text[] not null,
    password     text,
    wrong        integer not null check (wrong >= 0),
    locked_until timestamptz
);

-- What accounts are let in by after they signed in: sessions of browsers, tokens of scripts.
create table account_grant (
    id         uuid primary key,
    hash       text not null unique,
    account    text not null references account (name) on delete cascade,
    kind       text not null check (kind in ('SESSION', 'TOKEN')),
    label      text not null,
    made_at    timestamptz not null,
    used_at    timestamptz not null,
    expires_at timestamptz not null
);

create index account_grant_account on account_grant (account);

-- What happened to accounts, in order. It is kept when the account is gone.
create table account_event (
    number     bigint generated always as identity primary key,
    at         timestamptz not null,
    kind       text not null,
    account    text not null,
    by_whom    text not null,
    from_where text not null,
    detail     text not null,
    told       boolean not null default false
);

create index account_event_untold on account_event (number) where not told;
create index account_event_at on account_event (at) where told;
