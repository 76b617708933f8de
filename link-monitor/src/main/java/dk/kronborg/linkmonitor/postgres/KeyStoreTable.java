package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.store.KeyStoreReport;
import dk.kronborg.linkmonitor.store.Origin;
import dk.kronborg.linkmonitor.store.PoolName;
import dk.kronborg.linkmonitor.store.RunningOut;
import dk.kronborg.linkmonitor.store.StoreCondition;
import dk.kronborg.linkmonitor.store.StoreForecast;
import dk.kronborg.linkmonitor.store.StoreLevel;
import dk.kronborg.linkmonitor.store.StoreRates;
import dk.kronborg.linkmonitor.store.StoreState;
import dk.kronborg.linkmonitor.store.StoreTotals;
import dk.kronborg.topology.identity.KmeId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The newest forecast of every pool, and what was told of it. */
final class KeyStoreTable {

    private static final List<Severity> LIMITED = List.of(Severity.WARNING, Severity.MINOR, Severity.MAJOR);

    /** A row. */
    record Known(StoreForecast forecast, StoreCondition told) {}

    private KeyStoreTable() {}

    static List<Known> all(Connection connection) throws SQLException {
        return select(connection, "select * from key_store order by from_kme, to_kme, origin");
    }

    /** Those pools of which something else was told than that all is good. */
    static List<PoolName> toldOf(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select * from key_store where (told_state, told_severity, told_running_out) <> (?, ?, ?)")) {
            bind(statement, 0, StoreCondition.GOOD);
            return read(statement).stream()
                    .map(known -> known.forecast().report().pool())
                    .toList();
        }
    }

    /** Those of the pools that hold keys. */
    static Set<PoolName> holdingKeys(Connection connection, List<PoolName> pools) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                select * from key_store
                 where (from_kme, to_kme, origin) in (select * from unnest(?::text[], ?::text[], ?::text[]))
                """)) {
            Rows.bindColumn(statement, 1, "text", pools, pool -> pool.from().value());
            Rows.bindColumn(statement, 2, "text", pools, pool -> pool.to().value());
            Rows.bindColumn(statement, 3, "text", pools, pool -> pool.origin().name());
            return read(statement).stream()
                    .map(Known::forecast)
                    .filter(StoreForecast::holdsKeys)
                    .map(forecast -> forecast.report().pool())
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    /** Locks a pool's row until the transaction ends. */
    static Optional<Known> lock(Connection connection, PoolName pool) throws SQLException {
        return select(
                        connection,
                        "select * from key_store where from_kme = ? and to_kme = ? and origin = ? for update",
                        pool.from().value(),
                        pool.to().value(),
                        pool.origin().name())
                .stream()
                .findFirst();
    }

    private static List<Known> select(Connection connection, String sql, String... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            return read(statement);
        }
    }

    private static List<Known> read(PreparedStatement statement) throws SQLException {
        List<Known> known = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                known.add(known(row));
            }
        }
        return known;
    }

    private static Known known(ResultSet row) throws SQLException {
        Instant reportedAt = instant(row, "reported_at").orElseThrow();
        StoreForecast forecast = new StoreForecast(
                report(row, reportedAt),
                new StoreRates(
                        instant(row, "rates_since").orElseThrow(),
                        reportedAt,
                        row.getDouble("supply"),
                        row.getDouble("consumption")),
                StoreLevel.valueOf(row.getString("level")),
                Severity.valueOf(row.getString("severity")),
                new RunningOut(Severity.valueOf(row.getString("running_out")), belowSince(row)));
        return new Known(
                forecast,
                new StoreCondition(
                        StoreState.valueOf(row.getString("told_state")),
                        Severity.valueOf(row.getString("told_severity")),
                        Severity.valueOf(row.getString("told_running_out"))));
    }

    private static KeyStoreReport report(ResultSet row, Instant reportedAt) throws SQLException {
        return new KeyStoreReport(
                new PoolName(
                        new KmeId(row.getString("from_kme")),
                        new KmeId(row.getString("to_kme")),
                        Origin.valueOf(row.getString("origin"))),
                row.getString("grade"),
                reportedAt,
                row.getLong("usable_bits"),
                row.getLong("stored_bits"),
                row.getLong("capacity_bits"),
                row.getLong("low_bits"),
                row.getLong("reserve_bits"),
                row.getLong("key_bits"),
                Optional.ofNullable(row.getObject("oldest_s", Long.class)).map(Duration::ofSeconds),
                new StoreTotals(
                        row.getLong("produced_bits"),
                        row.getLong("delivered_bits"),
                        row.getLong("spent_bits"),
                        row.getLong("burnt_bits"),
                        row.getLong("destroyed_bits")));
    }

    private static Map<Severity, Instant> belowSince(ResultSet row) throws SQLException {
        Map<Severity, Instant> since = new EnumMap<>(Severity.class);
        for (Severity severity : LIMITED) {
            instant(row, column(severity)).ifPresent(time -> since.put(severity, time));
        }
        return since;
    }

    private static String column(Severity severity) {
        return "below_" + severity.name().toLowerCase(Locale.ROOT) + "_since";
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    /** What is told stays as it is, or is {@link StoreCondition#GOOD} for a pool that is new. */
    static void write(Connection connection, StoreForecast forecast) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into key_store (from_kme, to_kme, origin, grade, reported_at, usable_bits, stored_bits,
                        capacity_bits, low_bits, reserve_bits, key_bits, oldest_s, produced_bits, delivered_bits, spent_bits,
                        burnt_bits, destroyed_bits, rates_since, supply, consumption, level, severity, running_out,
                        below_warning_since, below_minor_since, below_major_since,
                        told_state, told_severity, told_running_out)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (from_kme, to_kme, origin) do update
                   set grade = excluded.grade, reported_at = excluded.reported_at, usable_bits = excluded.usable_bits,
                       stored_bits = excluded.stored_bits, capacity_bits = excluded.capacity_bits,
                       low_bits = excluded.low_bits, reserve_bits = excluded.reserve_bits,
                       key_bits = excluded.key_bits, oldest_s = excluded.oldest_s,
                       produced_bits = excluded.produced_bits, delivered_bits = excluded.delivered_bits,
                       spent_bits = excluded.spent_bits, burnt_bits = excluded.burnt_bits,
                       destroyed_bits = excluded.destroyed_bits, rates_since = excluded.rates_since,
                       supply = excluded.supply, consumption = excluded.consumption, level = excluded.level,
                       severity = excluded.severity, running_out = excluded.running_out,
                       below_warning_since = excluded.below_warning_since,
                       below_minor_since = excluded.below_minor_since,
                       below_major_since = excluded.below_major_since
                """)) {
            bind(statement, forecast);
            statement.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, StoreForecast forecast) throws SQLException {
        KeyStoreReport report = forecast.report();
        StoreTotals totals = report.totals();
        int column = 0;
        for (String text : List.of(
                report.pool().from().value(),
                report.pool().to().value(),
                report.pool().origin().name(),
                report.grade())) {
            statement.setString(++column, text);
        }
        statement.setObject(++column, Rows.utc(report.reportedAt()));
        for (long bits : new long[] {
            report.usable(), report.stored(), report.capacity(), report.low(), report.reserve(), report.key()
        }) {
            statement.setLong(++column, bits);
        }
        statement.setObject(++column, report.oldest().map(Duration::toSeconds).orElse(null), Types.BIGINT);
        for (long bits :
                new long[] {totals.produced(), totals.delivered(), totals.spent(), totals.burnt(), totals.destroyed()
                }) {
            statement.setLong(++column, bits);
        }
        statement.setObject(++column, Rows.utc(forecast.rates().since()));
        statement.setDouble(++column, forecast.rates().supply());
        statement.setDouble(++column, forecast.rates().consumption());
        statement.setString(++column, forecast.level().name());
        statement.setString(++column, forecast.severity().name());
        statement.setString(++column, forecast.runningOut().severity().name());
        for (Severity severity : LIMITED) {
            Instant since = forecast.runningOut().belowSince().get(severity);
            statement.setObject(++column, since == null ? null : Rows.utc(since), Types.TIMESTAMP_WITH_TIMEZONE);
        }
        bind(statement, column, StoreCondition.GOOD);
    }

    private static int bind(PreparedStatement statement, int after, StoreCondition condition) throws SQLException {
        int column = after;
        statement.setString(++column, condition.state().name());
        statement.setString(++column, condition.level().name());
        statement.setString(++column, condition.runningOut().name());
        return column;
    }

    static void told(Connection connection, PoolName pool, StoreCondition condition) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "update key_store set told_state = ?, told_severity = ?, told_running_out = ?"
                        + " where from_kme = ? and to_kme = ? and origin = ?")) {
            int column = bind(statement, 0, condition);
            statement.setString(++column, pool.from().value());
            statement.setString(++column, pool.to().value());
            statement.setString(++column, pool.origin().name());
            statement.executeUpdate();
        }
    }
}
