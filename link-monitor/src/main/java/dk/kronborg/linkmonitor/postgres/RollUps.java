package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.history.HistoryUnavailableException;
import dk.kronborg.linkmonitor.history.Resolution;
import dk.kronborg.linkmonitor.postgres.RollUpDueTable.Due;
import dk.kronborg.linkmonitor.telemetry.Metric;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Rolls the history up: minutes from readings, quarters of an hour from minutes, days from those. What is due, the
 * store marks; a late event has its minute, quarter and day computed again.
 *
 * <p>Any number of processes may do so at once, one of them does at a time. Storing goes on meanwhile; only an event of
 * a step that is being computed waits, for the time that a few steps take.
 */
public final class RollUps {

    private static final List<String> AGGREGATES = List.of("count", "min", "max", "sum");

    private final DataSource dataSource;

    public RollUps(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Computes everything that is due at that time, unless another process is doing so.
     *
     * @return how many marks were worked off
     * @throws HistoryUnavailableException if something could not be computed; it stays due
     */
    public int bringUpToDate(Instant now) {
        Instant endedBefore = now.minus(RollUpDueTable.GRACE);
        int worked = 0;
        try {
            for (Resolution level : Resolution.ROLLED_UP) {
                int round;
                do {
                    round = Transactions.commit(dataSource, connection -> round(connection, level, endedBefore));
                    worked += round;
                } while (round > 0);
            }
        } catch (SQLException e) {
            throw new HistoryUnavailableException(e);
        }
        return worked;
    }

    private static int round(Connection connection, Resolution level, Instant endedBefore) throws SQLException {
        // Two at once could each read half of the events and overwrite each other.
        if (!AdvisoryLock.ROLL_UPS.tryTakeForTransaction(connection)) {
            return 0;
        }
        List<Due> due = RollUpDueTable.take(connection, level, endedBefore);
        if (!due.isEmpty()) {
            // A statement of its own, after the marks are taken: it sees every event that was stored before.
            compute(connection, level, due);
            if (level != Resolution.DAY) {
                RollUpDueTable.markCoarser(connection, level.coarser(), due);
            }
        }
        return due.size();
    }

    private static void compute(Connection connection, Resolution level, List<Due> due) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(statement(level))) {
            Rows.bindColumn(statement, 1, "timestamptz", due, step -> Rows.utc(step.start()));
            Rows.bindColumn(statement, 2, "int4", due, Due::end);
            statement.executeUpdate();
        }
    }

    /** The table of a level that is rolled up. */
    static String table(Resolution level) {
        return "rollup_" + level.wireName();
    }

    private static String statement(Resolution level) {
        boolean ofReadings = level == Resolution.MINUTE;
        String source = ofReadings ? "telemetry_event" : table(level.finer());
        String time = ofReadings ? "measured_at" : "start";
        String columns = eachMetric(List.of("%m_count", "%m_min", "%m_max", "%m_sum"));
        String values = eachMetric(
                ofReadings
                        ? List.of(
                                "nullif(count(%m), 0) as %m_count",
                                "min(%m) as %m_min", "max(%m) as %m_max", "sum(%m) as %m_sum")
                        : List.of(
                                "sum(%m_count)::bigint as %m_count",
                                "min(%m_min) as %m_min", "max(%m_max) as %m_max", "sum(%m_sum) as %m_sum"));
        String changes = AGGREGATES.stream()
                .map(aggregate -> eachMetric(List.of("%m_" + aggregate + " = excluded.%m_" + aggregate)))
                .collect(Collectors.joining(", "));
        return "insert into " + table(level) + " (start, end_id, " + columns + ")"
                + " select due.start, due.end_id, " + columns
                + "   from (select distinct d.start, l.id as end_id"
                + "           from unnest(?::timestamptz[], ?::integer[]) as d (start, end_id)"
                + "           join link_end l on d.end_id in (" + RollUpDueTable.ALL_ENDS + ", l.id)) due"
                + "  cross join lateral ("
                + "        select count(*) as rows, " + values + " from " + source + " r"
                + "         where r.end_id = due.end_id and r." + time + " >= due.start"
                + "           and r." + time + " < due.start + interval '"
                + level.step().toSeconds() + " s') step"
                + "  where step.rows > 0"
                + " on conflict (end_id, start) do update set " + changes;
    }

    /** Those pieces of a statement for every metric, {@code %m} being its name. */
    private static String eachMetric(List<String> pieces) {
        return Stream.of(Metric.values())
                .flatMap(metric -> pieces.stream().map(piece -> piece.replace("%m", metric.wireName())))
                .collect(Collectors.joining(", "));
    }
}
