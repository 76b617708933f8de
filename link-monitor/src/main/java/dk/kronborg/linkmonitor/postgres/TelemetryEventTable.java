package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.intake.Judgement.Genuine;
import dk.kronborg.linkmonitor.telemetry.TelemetryEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** The history: one row an event. */
final class TelemetryEventTable {

    private TelemetryEventTable() {}

    /** Stores events in their order; answers those that were not there yet. */
    static Set<Genuine> insert(Connection connection, List<Genuine> events) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into telemetry_event (link_id, side, device_id, event_id, boot_id, seq, measured_at, received_at,
                                             late, document, signature)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?)
                on conflict do nothing
                """)) {
            for (Genuine genuine : events) {
                bind(statement, genuine);
                statement.addBatch();
            }
            int[] counts = statement.executeBatch();
            Set<Genuine> inserted = Collections.newSetFromMap(new IdentityHashMap<>());
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] == 1) {
                    inserted.add(events.get(i));
                }
            }
            return inserted;
        }
    }

    private static void bind(PreparedStatement statement, Genuine genuine) throws SQLException {
        TelemetryEvent event = genuine.event();
        statement.setString(1, event.link().value());
        statement.setString(2, event.side().name());
        statement.setString(3, event.device().value());
        statement.setObject(4, event.id());
        statement.setObject(5, event.sequence().boot());
        statement.setLong(6, event.sequence().number());
        statement.setObject(7, Rows.utc(event.measuredAt()));
        statement.setObject(8, Rows.utc(genuine.judgedAt()));
        statement.setBoolean(9, genuine.late());
        statement.setString(10, genuine.signed().canonicalJson());
        statement.setString(11, genuine.signature().base64());
    }
}
