-- All that is remembered of a link, as of its newest events; what comes next follows from it.
create table link_health (
    link_id  text        primary key,
    revision bigint      not null,
    look_at  timestamptz not null,
    document text        not null
) with (fillfactor = 50);
comment on column link_health.look_at is 'When silence would change something.';

-- Alarms: one for a resource, kind and qualifier until it is closed.
create table alarm (
    id              uuid        primary key,
    resource        text        not null,
    kind            text        not null,
    qualifier       text        not null,
    severity        text        not null,
    worst           text        not null,
    trend           text        not null,
    text            text        not null,
    evidence        text        not null,
    first_raised_at timestamptz not null,
    raised_at       timestamptz not null,
    changed_at      timestamptz not null,
    occurrences     integer     not null,
    planned         boolean     not null,
    root_cause      uuid        references alarm,
    attention       text        not null,
    operator        text,
    operator_at     timestamptz,
    operator_text   text,
    second_operator text,
    second_at       timestamptz,
    second_text     text,
    shelved_until   timestamptz
);
create unique index alarm_not_closed on alarm (resource, kind, qualifier) where attention <> 'closed';
create index alarm_by_time on alarm (raised_at, id);

-- Everything that ever happened to an alarm; written once and never changed, but for told.
create table alarm_change (
    id       bigint generated always as identity primary key,
    alarm_id uuid        not null references alarm,
    at       timestamptz not null,
    what     text        not null,
    severity text        not null,
    operator text,
    text     text        not null,
    told     boolean     not null default false
);
create index alarm_change_of_alarm on alarm_change (alarm_id, id);
create index alarm_change_untold on alarm_change (id) where not told;

-- What is to go to the bus, in its order; a row goes when its record is there.
create table outgoing (
    id         bigint generated always as identity primary key,
    topic      text        not null,
    key        text        not null,
    value      text        not null,
    created_at timestamptz not null
);
