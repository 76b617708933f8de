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

-- Who sent telemetry that was refused, as far as the record says, and when last.
create table refusal_source (
    resource text        primary key,
    severity text        not null,
    last_at  timestamptz not null
);

-- What people are told, on each channel: one row for a change of an alarm and a channel, whatever becomes of it.
create table notification (
    id         bigint      generated always as identity primary key,
    key        uuid        not null default gen_random_uuid(),
    change_id  bigint      not null references alarm_change,
    alarm_id   uuid        not null references alarm,
    channel    text        not null,
    what       text        not null,
    state      text        not null check (state in ('WAITING', 'SENDING', 'SENT', 'SKIPPED', 'DEAD')),
    due_at     timestamptz not null,
    attempts   integer     not null default 0,
    in_doubt   boolean     not null default false,
    severity   text,
    alarms     integer     not null default 1,
    told_with  bigint      references notification,
    told_at    timestamptz,
    subject    text,
    body       text,
    settled_at timestamptz,
    detail     text        not null default '',
    unique (change_id, channel)
);
comment on column notification.due_at is 'While it is being sent: when somebody else takes it over.';
comment on column notification.in_doubt is 'It may have arrived, or people want it: it goes out as it was.';
comment on column notification.severity is 'Of the alarm as it was told; null if it was not.';
comment on column notification.told_at is 'When its own message went out first.';
create index notification_due on notification (channel, due_at) where state in ('WAITING', 'SENDING');
create index notification_of_alarm on notification (alarm_id, channel, id);
create index notification_told on notification (channel, told_at) where told_at is not null;
create index notification_dead on notification (id) where state = 'DEAD';

-- Work that people announced on something for some time.
create table planned_work (
    id           uuid        primary key,
    resource     text        not null,
    begins_at    timestamptz not null,
    ends_at      timestamptz not null,
    reason       text        not null,
    operator     text        not null,
    announced_at timestamptz not null,
    cancelled_at timestamptz,
    cancelled_by text,
    check (begins_at < ends_at)
);
create index planned_work_by_end on planned_work (ends_at);

-- Thresholds of single links in place of those of their technology; every one that ever held.
create table link_threshold (
    id       bigint      generated always as identity primary key,
    link_id  text        not null,
    quantity text        not null,
    document text,
    operator text        not null,
    reason   text        not null,
    at       timestamptz not null
);
create index link_threshold_newest on link_threshold (link_id, quantity, id desc);
comment on column link_threshold.document is 'Null: from then on the threshold of the technology holds again.';

-- What one person wants done to a link that takes a second one.
create table link_request (
    link_id  text        not null,
    action   text        not null,
    operator text        not null,
    text     text        not null,
    at       timestamptz not null,
    primary key (link_id, action)
);

-- What people decided about links; written once and never changed.
create table link_decision (
    id       bigint generated always as identity primary key,
    link_id  text        not null,
    action   text        not null,
    operator text        not null,
    second   text,
    text     text        not null,
    at       timestamptz not null
);
create index link_decision_of_link on link_decision (link_id, id);
