-- What the devices reported, as they signed it. A row is written once and never changed.
create table telemetry_event (
    id          bigint generated always as identity primary key,
    link_id     text        not null,
    side        text        not null check (side in ('TRANSMITTER', 'RECEIVER')),
    device_id   text        not null,
    event_id    uuid        not null,
    boot_id     uuid        not null,
    seq         bigint      not null,
    measured_at timestamptz not null,
    received_at timestamptz not null,
    late        boolean     not null,
    document    jsonb       not null,
    signature   text        not null,
    unique (device_id, event_id),
    unique (device_id, boot_id, seq)
);
comment on column telemetry_event.document is 'The whole event without sig; its canonical JSON (RFC 8785) is what the signature covers.';
create index telemetry_event_of_link on telemetry_event (link_id, measured_at, id);
create index telemetry_event_by_time on telemetry_event (measured_at);

-- How far the sequence numbers of each run of each device have come.
create table device_boot (
    device_id text        not null,
    boot_id   uuid        not null,
    last_seq  bigint      not null,
    seen_at   timestamptz not null,
    primary key (device_id, boot_id)
);

-- The newest event of each end that was not late.
create table latest_reading (
    link_id        text             not null,
    side           text             not null check (side in ('TRANSMITTER', 'RECEIVER')),
    device_id      text             not null,
    boot_id        uuid             not null,
    seq            bigint           not null,
    measured_at    timestamptz      not null,
    interval_s     double precision not null,
    metrics        text             not null,
    device_state   text,
    proof          text,
    epsilon_total  double precision,
    detector_trust text,
    primary key (link_id, side)
);

-- Records that were refused: the newest ones, for people. All of them go to qkd.telemetry.refused.v1.
create table refused_event (
    id          bigint generated always as identity primary key,
    topic       text        not null,
    partition   integer     not null,
    "offset"    bigint      not null,
    appended_at timestamptz not null,
    record_key  text        not null,
    reason      text        not null,
    detail      text        not null,
    refused_at  timestamptz not null,
    excerpt     text        not null,
    unique (topic, partition, "offset", appended_at)
);

create table refusal_count (
    reason     text        primary key,
    count      bigint      not null,
    last_at    timestamptz not null
);
