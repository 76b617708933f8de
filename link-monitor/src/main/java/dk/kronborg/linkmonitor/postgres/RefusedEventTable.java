package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.history.RefusalQuery;
import dk.kronborg.linkmonitor.intake.Judgement.Rejected;
import dk.kronborg.linkmonitor.intake.RecordPlace;
import dk.kronborg.linkmonitor.intake.RefusalReason;
import dk.kronborg.linkmonitor.intake.TelemetryRecord;
import dk.kronborg.linkmonitor.json.ClaimedDevice;
import dk.kronborg.topology.identity.DeviceId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The newest refusals, and how often each reason occurred. */
final class RefusedEventTable {

    private static final int KEPT = 10_000;
    private static final int EXCERPT_CHARACTERS = 1_000;

    private record Tally(long count, Instant lastAt) {
        Tally plus(Tally other) {
            return new Tally(count + other.count, lastAt.isAfter(other.lastAt) ? lastAt : other.lastAt);
        }
    }

    private RefusedEventTable() {}

    /** Adds refusals; those that were added before are not counted again. */
    static void insert(Connection connection, List<Rejected> refusals) throws SQLException {
        if (refusals.isEmpty()) {
            return;
        }
        Map<RefusalReason, Tally> added = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into refused_event (topic, partition, "offset", appended_at, record_key, reason, detail,
                                           refused_at, excerpt, device_id)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict do nothing
                """)) {
            for (Rejected rejected : refusals) {
                bind(statement, rejected);
                statement.addBatch();
            }
            int[] counts = statement.executeBatch();
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] == 1) {
                    Rejected rejected = refusals.get(i);
                    added.merge(rejected.refusal().reason(), new Tally(1, rejected.judgedAt()), Tally::plus);
                }
            }
        }
        count(connection, added);
        forgetOldest(connection);
    }

    private static void bind(PreparedStatement statement, Rejected rejected) throws SQLException {
        TelemetryRecord record = rejected.record();
        RecordPlace place = record.place();
        byte[] value = record.value();
        String beginning = new String(value, 0, Math.min(value.length, 4 * EXCERPT_CHARACTERS), StandardCharsets.UTF_8);
        statement.setString(1, place.topic());
        statement.setInt(2, place.partition());
        statement.setLong(3, place.offset());
        statement.setObject(4, Rows.utc(place.appendedAt()));
        statement.setString(5, Rows.printable(record.keyText(), RefusalQuery.KEY_CHARACTERS));
        statement.setString(6, rejected.refusal().reason().name());
        statement.setString(7, rejected.refusal().detail());
        statement.setObject(8, Rows.utc(rejected.judgedAt()));
        statement.setString(9, Rows.printable(beginning, EXCERPT_CHARACTERS));
        statement.setString(10, ClaimedDevice.of(rejected).map(DeviceId::value).orElse(null));
    }

    private static void count(Connection connection, Map<RefusalReason, Tally> added) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into refusal_count as total (reason, count, last_at) values (?, ?, ?)
                on conflict (reason) do update
                   set count = total.count + excluded.count, last_at = greatest(total.last_at, excluded.last_at)
                """)) {
            for (var reason : added.entrySet()) {
                statement.setString(1, reason.getKey().name());
                statement.setLong(2, reason.getValue().count());
                statement.setObject(3, Rows.utc(reason.getValue().lastAt()));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void forgetOldest(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "delete from refused_event where id <= (select max(id) - ? from refused_event)")) {
            statement.setInt(1, KEPT);
            statement.executeUpdate();
        }
    }
}
