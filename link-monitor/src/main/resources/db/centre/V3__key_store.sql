-- What the KMEs' pools hold, how fast it changes, and how that is judged: a row for each pool, of its newest report.
create table key_store (
    from_kme            text             not null,
    to_kme              text             not null,
    grade               text             not null,
    reported_at         timestamptz      not null,
    usable_bits         bigint           not null,
    stored_bits         bigint           not null,
    capacity_bits       bigint           not null,
    low_bits            bigint           not null,
    reserve_bits        bigint           not null,
    key_bits            bigint           not null,
    oldest_s            bigint,
    produced_bits       bigint           not null,
    delivered_bits      bigint           not null,
    spent_bits          bigint           not null,
    burnt_bits          bigint           not null,
    destroyed_bits      bigint           not null,
    rates_since         timestamptz      not null,
    supply              double precision not null,
    consumption         double precision not null,
    level               text             not null,
    severity            text             not null,
    running_out         text             not null,
    below_warning_since timestamptz,
    below_minor_since   timestamptz,
    below_major_since   timestamptz,
    told_state          text             not null,
    told_severity       text             not null,
    told_running_out    text             not null,
    primary key (from_kme, to_kme)
);
comment on column key_store.supply is 'bit/s, not yet divided by the weight of the time since rates_since; consumption too';
comment on column key_store.told_state is 'With told_severity and told_running_out: what observers were told last.';

-- The last report of each minute, for a day.
create table key_store_minute (
    from_kme        text        not null,
    to_kme          text        not null,
    minute          timestamptz not null,
    usable_bits     bigint      not null,
    capacity_bits   bigint      not null,
    supply_bps      double precision,
    consumption_bps double precision,
    primary key (from_kme, to_kme, minute)
);
