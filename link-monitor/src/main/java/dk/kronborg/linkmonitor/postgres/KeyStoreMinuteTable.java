package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.store.KeyStoreReport;
import dk.kronborg.linkmonitor.store.PoolName;
import dk.kronborg.linkmonitor.store.StoreForecast;
import dk.kronborg.linkmonitor.store.StoreHistory.Minute;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The last forecast of each minute of each pool. */
final class KeyStoreMinuteTable {

    private KeyStoreMinuteTable() {}

    static Instant minute(StoreForecast forecast) {
        return forecast.report().reportedAt().truncatedTo(ChronoUnit.MINUTES);
    }

    static void write(Connection connection, StoreForecast forecast) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into key_store_minute (from_kme, to_kme, origin, minute, usable_bits, capacity_bits,
                                              supply_bps, consumption_bps)
                values (?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (from_kme, to_kme, origin, minute) do update
                   set usable_bits = excluded.usable_bits, capacity_bits = excluded.capacity_bits,
                       supply_bps = excluded.supply_bps, consumption_bps = excluded.consumption_bps
                """)) {
            KeyStoreReport report = forecast.report();
            name(statement, report.pool());
            statement.setObject(4, Rows.utc(minute(forecast)));
            statement.setLong(5, report.usable());
            statement.setLong(6, report.capacity());
            statement.setObject(7, nullable(forecast.rates().supplyBps()), Types.DOUBLE);
            statement.setObject(8, nullable(forecast.rates().consumptionBps()), Types.DOUBLE);
            statement.executeUpdate();
        }
    }

    /** In the first three places. */
    private static void name(PreparedStatement statement, PoolName pool) throws SQLException {
        statement.setString(1, pool.from().value());
        statement.setString(2, pool.to().value());
        statement.setString(3, pool.origin().name());
    }

    private static @Nullable Double nullable(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    static List<Minute> since(Connection connection, PoolName pool, Instant since) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select minute, usable_bits, capacity_bits, supply_bps, consumption_bps from key_store_minute"
                        + " where from_kme = ? and to_kme = ? and origin = ? and minute >= ? order by minute")) {
            name(statement, pool);
            statement.setObject(4, Rows.utc(since));
            List<Minute> minutes = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    minutes.add(new Minute(
                            row.getObject("minute", OffsetDateTime.class).toInstant(),
                            row.getLong("usable_bits"),
                            row.getLong("capacity_bits"),
                            optional(row.getObject("supply_bps", Double.class)),
                            optional(row.getObject("consumption_bps", Double.class))));
                }
            }
            return minutes;
        }
    }

    private static OptionalDouble optional(@Nullable Double value) {
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    static void forget(Connection connection, PoolName pool, Instant before) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "delete from key_store_minute where from_kme = ? and to_kme = ? and origin = ? and minute < ?")) {
            name(statement, pool);
            statement.setObject(4, Rows.utc(before));
            statement.executeUpdate();
        }
    }
}
