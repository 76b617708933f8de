package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.history.Resolution;
import dk.kronborg.linkmonitor.intake.Judgement.Genuine;
import dk.kronborg.linkmonitor.postgres.LinkEndTable.End;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which roll-ups are to be computed.
 *
 * <p>Who stores an event marks its minute in the same transaction, and holds a lock on the mark until the commit, also
 * on a mark that was there. Who rolls up passes over marks that are locked, and deletes the others before it reads the
 * events. So an event is either read, or its mark is still there afterwards.
 */
final class RollUpDueTable {

    /** A step is rolled up so long after its end: most events are there by then. */
    static final Duration GRACE = Duration.ofSeconds(15);

    /** Stands for all ends: a step that is rolled up for the first time is so for every end. */
    static final int ALL_ENDS = 0;

    private static final int MOST_OF_ALL_ENDS = 24;
    private static final int MOST_OF_SINGLE_ENDS = 1000;

    /** A step that is due, for an end or for {@link #ALL_ENDS}. */
    record Due(Instant start, int end) {}

    private record Mark(Instant start, int partition, int end) {
        private static final Comparator<Mark> ORDER = Comparator.comparing(Mark::start)
                .thenComparingInt(Mark::partition)
                .thenComparingInt(Mark::end);
    }

    private RollUpDueTable() {}

    /**
     * Marks the minutes of those events. Replicas take different partitions of the topic, so that they do not wait for
     * each other's marks.
     */
    static void mark(Connection connection, Collection<Genuine> events, Map<End, Integer> ends) throws SQLException {
        TreeSet<Mark> marks = new TreeSet<>(Mark.ORDER);
        for (Genuine genuine : events) {
            Instant start = Resolution.MINUTE.floor(genuine.event().measuredAt());
            boolean rolledUp = start.plus(Resolution.MINUTE.step()).plus(GRACE).isBefore(genuine.judgedAt());
            int end = rolledUp ? LinkEndTable.number(ends, genuine.event()) : ALL_ENDS;
            marks.add(new Mark(start, genuine.record().place().partition(), end));
        }
        insert(connection, Resolution.MINUTE, marks);
    }

    private static void insert(Connection connection, Resolution level, Collection<Mark> marks) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into rollup_due (level, start, partition, end_id)
                select ?, * from unnest(?::timestamptz[], ?::integer[], ?::integer[])
                on conflict (level, start, partition, end_id) do update set start = excluded.start
                """)) {
            statement.setString(1, level.name());
            Rows.bindColumn(statement, 2, "timestamptz", marks, mark -> Rows.utc(mark.start()));
            Rows.bindColumn(statement, 3, "int4", marks, Mark::partition);
            Rows.bindColumn(statement, 4, "int4", marks, Mark::end);
            statement.executeUpdate();
        }
    }

    /** Marks the steps of a level in which those of the next finer one are. Only who rolls up does this, in turn. */
    static void markCoarser(Connection connection, Resolution level, Collection<Due> finer) throws SQLException {
        TreeSet<Mark> marks = new TreeSet<>(Mark.ORDER);
        finer.forEach(due -> marks.add(new Mark(level.floor(due.start()), 0, due.end())));
        insert(connection, level, marks);
    }

    /** Takes marks of steps that ended before that time, the oldest first: some of all ends, or else of single ones. */
    static List<Due> take(Connection connection, Resolution level, Instant endedBefore) throws SQLException {
        List<Due> ofAll = take(connection, level, endedBefore, true, MOST_OF_ALL_ENDS);
        return ofAll.isEmpty() ? take(connection, level, endedBefore, false, MOST_OF_SINGLE_ENDS) : ofAll;
    }

    private static List<Due> take(
            Connection connection, Resolution level, Instant endedBefore, boolean ofAllEnds, int most)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                delete from rollup_due
                 where (level, start, partition, end_id) in (
                       select level, start, partition, end_id from rollup_due
                        where level = ? and start <= ? and (end_id = 0) = ?
                        order by start, partition, end_id limit ? for update skip locked)
                returning start, end_id
                """)) {
            statement.setString(1, level.name());
            statement.setObject(2, Rows.utc(endedBefore.minus(level.step())));
            statement.setBoolean(3, ofAllEnds);
            statement.setInt(4, most);
            List<Due> taken = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    taken.add(new Due(
                            rows.getObject("start", OffsetDateTime.class).toInstant(), rows.getInt("end_id")));
                }
            }
            return taken;
        }
    }
}
