package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.history.HistoryRetention;
import dk.kronborg.linkmonitor.history.HistoryUnavailableException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;

/**
 * Makes the partitions of the history that can be written to, and drops those that are over.
 *
 * <p>Any number of processes may do so at once: they take turns. Reading and writing go on meanwhile. A drop waits at
 * most 2 s for those who use the table, and is left for the next time then.
 */
public final class HistoryPartitions {

    /** Partitions are there so long before they are needed. */
    private static final Duration AHEAD = Duration.ofDays(3);

    /** A table whose rows are kept for one time and written for another before now. */
    private record PartitionedTable(String name, String unit, Duration kept, Duration written) {}

    private interface Binding {
        void bind(PreparedStatement statement) throws SQLException;
    }

    private final DataSource dataSource;
    private final HistoryRetention retention;
    private final List<PartitionedTable> tables;

    public HistoryPartitions(DataSource dataSource, HistoryRetention retention) {
        this.dataSource = dataSource;
        this.retention = retention;
        // A day's roll-up stands at the day's beginning.
        Duration rolledUp = retention.readings().plusDays(1);
        this.tables = List.of(
                new PartitionedTable("telemetry_event", "day", retention.readings(), retention.readings()),
                new PartitionedTable("signed_batch", "day", retention.signed(), retention.signed()),
                new PartitionedTable("rollup_1m", "month", retention.minutes(), rolledUp),
                new PartitionedTable("rollup_15m", "year", retention.quarters(), rolledUp),
                new PartitionedTable("rollup_1d", "year", retention.days(), rolledUp));
    }

    /**
     * Makes and drops what is due at that time, and forgets boots of devices from which no event can come any more.
     *
     * @throws HistoryUnavailableException if something could not be done; what was done stays done
     */
    public void keep(Instant now) {
        try {
            for (PartitionedTable table : tables) {
                inTurn("select make_partitions(?, ?, ?, ?)", statement -> {
                    statement.setString(1, table.name());
                    statement.setString(2, table.unit());
                    statement.setObject(3, Rows.utc(now.minus(table.written())));
                    statement.setObject(4, Rows.utc(now.plus(AHEAD)));
                });
                inTurn("select drop_partitions(?, ?, ?)", statement -> {
                    statement.setString(1, table.name());
                    statement.setString(2, table.unit());
                    statement.setObject(3, Rows.utc(now.minus(table.kept())));
                });
            }
            inTurn(
                    "delete from device_boot where seen_at < ?",
                    statement -> statement.setObject(1, Rows.utc(now.minus(retention.readings()))));
        } catch (SQLException e) {
            throw new HistoryUnavailableException(e);
        }
    }

    private void inTurn(String sql, Binding binding) throws SQLException {
        Transactions.commit(dataSource, connection -> {
            AdvisoryLock.HISTORY_PARTITIONS.takeForTransaction(connection);
            try (PreparedStatement limit = connection.prepareStatement("set local lock_timeout = '2s'");
                    PreparedStatement statement = connection.prepareStatement(sql)) {
                limit.execute();
                binding.bind(statement);
                return statement.execute();
            }
        });
    }
}
