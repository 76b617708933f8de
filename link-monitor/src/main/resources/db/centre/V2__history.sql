-- The history: narrow rows, partitioned by time, so that what is over is dropped rather than deleted.

-- A device at an end of a link, by a number that is short enough to stand in every row.
create table link_end (
    id        integer generated always as identity primary key,
    link_id   text not null,
    side      text not null check (side in ('TRANSMITTER', 'RECEIVER')),
    device_id text not null,
    unique (link_id, side, device_id)
);

-- Makes the partitions of a table from one time to another, each a day, month or year of UTC; those that are there
-- stay. A partition is attached, which lets others go on reading and writing the table.
create function make_partitions(parent text, unit text, first timestamptz, last timestamptz) returns integer
language plpgsql as $$
declare
    lower     timestamp := date_trunc(unit, first at time zone 'UTC');
    upper     timestamp;
    part      text;
    made      integer := 0;
begin
    while lower <= last at time zone 'UTC' loop
        upper := lower + ('1 ' || unit)::interval;
        part := parent || to_char(lower, case unit when 'day' then '_YYYYMMDD' when 'month' then '_YYYYMM' else '_YYYY' end);
        if to_regclass(part) is null then
            execute format('create table %I (like %I including all)', part, parent);
            execute format('alter table %I attach partition %I for values from (%L) to (%L)',
                           parent, part, lower at time zone 'UTC', upper at time zone 'UTC');
            made := made + 1;
        end if;
        lower := upper;
    end loop;
    return made;
end $$;

-- Drops the partitions of a table that end at that time or before it.
create function drop_partitions(parent text, unit text, before timestamptz) returns integer
language plpgsql as $$
declare
    part      record;
    lower     timestamp;
    dropped   integer := 0;
begin
    for part in
        select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
         where i.inhparent = parent::regclass order by c.relname
    loop
        lower := to_timestamp(substr(part.name, length(parent) + 2)
                              || case unit when 'day' then '' when 'month' then '01' else '0101' end, 'YYYYMMDD');
        if lower + ('1 ' || unit)::interval <= before at time zone 'UTC' then
            execute format('drop table %I', part.name);
            dropped := dropped + 1;
        end if;
    end loop;
    return dropped;
end $$;

alter table telemetry_event rename to telemetry_event_as_signed;
alter table telemetry_event_as_signed rename constraint telemetry_event_pkey to telemetry_event_as_signed_pkey;

-- What the devices reported. A row is written once and never changed. A metric that was not reported is null.
create table telemetry_event (
    measured_at timestamptz      not null,
    received_at timestamptz      not null,
    event_id    uuid             not null,
    boot_id     uuid             not null,
    block_id    uuid,
    seq         bigint           not null,
    interval_s  double precision not null,
    end_id      integer          not null,
    late        boolean          not null,
    further     jsonb
) partition by range (measured_at);
comment on column telemetry_event.further is 'Metrics whose names this version does not know, by name.';
create unique index telemetry_event_of_end on telemetry_event (end_id, measured_at, event_id);

-- What an end reported within a minute, 15 minutes and a day of UTC: of each metric how many values, the least, the
-- greatest and the sum; null if there are none.
create table rollup_1m (
    start  timestamptz not null,
    end_id integer     not null,
    primary key (end_id, start)
) partition by range (start);
create table rollup_15m (
    start  timestamptz not null,
    end_id integer     not null,
    primary key (end_id, start)
) partition by range (start);
create table rollup_1d (
    start  timestamptz not null,
    end_id integer     not null,
    primary key (end_id, start)
) partition by range (start);

-- Gives every level of the history the columns of a metric.
create function add_metric(metric text) returns void
language plpgsql as $$
declare
    rollup text;
begin
    execute format('alter table telemetry_event add column %I double precision', metric);
    foreach rollup in array array['rollup_1m', 'rollup_15m', 'rollup_1d'] loop
        execute format('alter table %I add column %I bigint, add column %I double precision,'
                       || ' add column %I double precision, add column %I double precision',
                       rollup, metric || '_count', metric || '_min', metric || '_max', metric || '_sum');
    end loop;
end $$;
select add_metric(metric) from unnest(array[
    'skr_bps', 'eskr_bps', 'excess_noise_snu', 'excess_noise_sigma_snu', 'transmittance', 'channel_loss_db',
    'snr', 'snr_db', 'modulation_variance_snu', 'electronic_noise_snu', 'shot_noise_clearance_db',
    'lo_power_dbm', 'pilot_snr_db', 'phase_noise_rad2', 'beta', 'frame_error_rate', 'qber', 'qber_sign',
    'qber_residual', 'qber_symbol', 'visibility', 'raw_rate_bps', 'sifted_rate_bps', 'counts_per_s',
    'dark_counts_per_s', 'detector_temp_c', 'mean_photon_number', 'consumed_bits', 'epsilon_total',
    'block_symbols', 'disclosed_symbols', 'calibration_age_s', 'calibration_interval_s', 'classical_signal',
    'classical_loss_db', 'classical_channels', 'tamper', 'door_open', 'rack_temp_c', 'otdr_distance_m',
    'otdr_loss_db'])
    as metric;

-- Roll-ups that are to be computed, for the first time or again: of all ends (0) that report by a partition of the
-- topic, or of one end. Whoever stores an event has its row here locked until the event is there to be read.
create table rollup_due (
    level     text        not null check (level in ('MINUTE', 'QUARTER', 'DAY')),
    start     timestamptz not null,
    partition integer     not null,
    end_id    integer     not null,
    primary key (level, start, partition, end_id)
) with (fillfactor = 50);

-- What the devices signed, batch by batch as it was taken from the bus: one line an event, its canonical JSON
-- (RFC 8785) without sig, a tabulator, sig; all lines deflated together (zlib, RFC 1950).
create table signed_batch (
    received_at       timestamptz not null,
    first_measured_at timestamptz not null,
    last_measured_at  timestamptz not null,
    events            integer     not null,
    lines             bytea       not null
) partition by range (received_at);
alter table signed_batch alter column lines set storage external;
create index signed_batch_by_time on signed_batch using brin (received_at);

-- Rows that are written with every batch: room beside them keeps their indexes as they are.
alter table device_boot set (fillfactor = 50);
alter table latest_reading set (fillfactor = 50);

-- The events that are here already.
insert into link_end (link_id, side, device_id) select distinct link_id, side, device_id from telemetry_event_as_signed;
select make_partitions('telemetry_event', 'day', min(measured_at), max(measured_at)) from telemetry_event_as_signed
having count(*) > 0;
insert into telemetry_event
      (measured_at, received_at, event_id, boot_id, block_id, seq, interval_s, end_id, late,
       skr_bps, eskr_bps, excess_noise_snu, excess_noise_sigma_snu, transmittance, channel_loss_db, snr, snr_db,
       modulation_variance_snu, electronic_noise_snu, shot_noise_clearance_db, lo_power_dbm, pilot_snr_db,
       phase_noise_rad2, beta, frame_error_rate, qber, qber_sign, qber_residual, qber_symbol, visibility,
       raw_rate_bps, sifted_rate_bps, counts_per_s, dark_counts_per_s, detector_temp_c, mean_photon_number,
       consumed_bits, epsilon_total, block_symbols, disclosed_symbols, calibration_age_s,
       calibration_interval_s, classical_signal, classical_loss_db, classical_channels, tamper, door_open,
       rack_temp_c, otdr_distance_m, otdr_loss_db)
select e.measured_at, e.received_at, e.event_id, e.boot_id, (e.document ->> 'block_id')::uuid, e.seq,
       (e.document ->> 'interval_s')::double precision, l.id, e.late, m.*
  from telemetry_event_as_signed e
  join link_end l on (l.link_id, l.side, l.device_id) = (e.link_id, e.side, e.device_id)
 cross join jsonb_to_record(e.document -> 'metrics') as m (
       skr_bps double precision,
       eskr_bps double precision,
       excess_noise_snu double precision,
       excess_noise_sigma_snu double precision,
       transmittance double precision,
       channel_loss_db double precision,
       snr double precision,
       snr_db double precision,
       modulation_variance_snu double precision,
       electronic_noise_snu double precision,
       shot_noise_clearance_db double precision,
       lo_power_dbm double precision,
       pilot_snr_db double precision,
       phase_noise_rad2 double precision,
       beta double precision,
       frame_error_rate double precision,
       qber double precision,
       qber_sign double precision,
       qber_residual double precision,
       qber_symbol double precision,
       visibility double precision,
       raw_rate_bps double precision,
       sifted_rate_bps double precision,
       counts_per_s double precision,
       dark_counts_per_s double precision,
       detector_temp_c double precision,
       mean_photon_number double precision,
       consumed_bits double precision,
       epsilon_total double precision,
       block_symbols double precision,
       disclosed_symbols double precision,
       calibration_age_s double precision,
       calibration_interval_s double precision,
       classical_signal double precision,
       classical_loss_db double precision,
       classical_channels double precision,
       tamper double precision,
       door_open double precision,
       rack_temp_c double precision,
       otdr_distance_m double precision,
       otdr_loss_db double precision)
on conflict do nothing;
insert into rollup_due (level, start, partition, end_id)
select distinct 'MINUTE', date_trunc('minute', measured_at), 0, end_id from telemetry_event;
drop table telemetry_event_as_signed;
