package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.intake.Judgement.Genuine;
import dk.kronborg.linkmonitor.telemetry.TelemetryEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** What the devices signed: a row a batch, so that what events have in common is kept once. */
final class SignedBatchTable {

    private SignedBatchTable() {}

    /** Keeps the signed texts of a batch's events, in their order. */
    static void insert(Connection connection, Collection<Genuine> events) throws SQLException {
        if (events.isEmpty()) {
            return;
        }
        List<Instant> measured = events.stream()
                .map(Genuine::event)
                .map(TelemetryEvent::measuredAt)
                .sorted()
                .toList();
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into signed_batch (received_at, first_measured_at, last_measured_at, events, lines)
                values (?, ?, ?, ?, ?)
                """)) {
            statement.setObject(1, Rows.utc(events.iterator().next().judgedAt()));
            statement.setObject(2, Rows.utc(measured.getFirst()));
            statement.setObject(3, Rows.utc(measured.getLast()));
            statement.setInt(4, events.size());
            statement.setBytes(5, deflated(events));
            statement.executeUpdate();
        }
    }

    private static byte[] deflated(Collection<Genuine> events) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Deflater fastest = new Deflater(Deflater.BEST_SPEED);
        try (DeflaterOutputStream lines = new DeflaterOutputStream(bytes, fastest, 16 * 1024)) {
            for (Genuine genuine : events) {
                lines.write(genuine.signed().canonicalJson().getBytes(StandardCharsets.UTF_8));
                lines.write('\t');
                lines.write(genuine.signature().base64().getBytes(StandardCharsets.US_ASCII));
                lines.write('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an array takes every byte", e);
        } finally {
            fastest.end();
        }
        return bytes.toByteArray();
    }
}
