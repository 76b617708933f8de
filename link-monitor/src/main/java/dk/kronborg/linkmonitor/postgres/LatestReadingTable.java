package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.intake.Judgement.Genuine;
import dk.kronborg.linkmonitor.telemetry.DeviceState;
import dk.kronborg.linkmonitor.telemetry.SecurityClaim;
import dk.kronborg.linkmonitor.telemetry.TelemetryEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The newest event of each end that was not late. */
final class LatestReadingTable {

    private static final double NANOS = 1e9;
    private static final MetricsColumn METRICS = new MetricsColumn();

    /** One order for locks; within an end, the order in which the device spoke. */
    private static final Comparator<TelemetryEvent> ORDER = Comparator.comparing(TelemetryEvent::link)
            .thenComparing(TelemetryEvent::side)
            .thenComparing(TelemetryEvent::measuredAt)
            .thenComparingLong(event -> event.sequence().number());

    private LatestReadingTable() {}

    /** Moves forward to those events; within a boot by sequence number, across boots by time. */
    static void advance(Connection connection, Collection<Genuine> events) throws SQLException {
        List<TelemetryEvent> timely = events.stream()
                .filter(genuine -> !genuine.late())
                .map(Genuine::event)
                .sorted(ORDER)
                .toList();
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into latest_reading as latest
                       (link_id, side, device_id, boot_id, seq, measured_at, interval_s, metrics, device_state,
                        proof, epsilon_total, detector_trust)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (link_id, side) do update
                   set device_id = excluded.device_id, boot_id = excluded.boot_id, seq = excluded.seq,
                       measured_at = excluded.measured_at, interval_s = excluded.interval_s,
                       metrics = excluded.metrics, device_state = excluded.device_state, proof = excluded.proof,
                       epsilon_total = excluded.epsilon_total, detector_trust = excluded.detector_trust
                 where case when (latest.device_id, latest.boot_id) = (excluded.device_id, excluded.boot_id)
                            then latest.seq < excluded.seq
                            else latest.measured_at < excluded.measured_at end
                """)) {
            for (TelemetryEvent event : timely) {
                bind(statement, event);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void bind(PreparedStatement statement, TelemetryEvent event) throws SQLException {
        Optional<SecurityClaim> security = event.security();
        statement.setString(1, event.link().value());
        statement.setString(2, event.side().name());
        statement.setString(3, event.device().value());
        statement.setObject(4, event.sequence().boot());
        statement.setLong(5, event.sequence().number());
        statement.setObject(6, Rows.utc(event.measuredAt()));
        statement.setDouble(7, event.interval().toNanos() / NANOS);
        statement.setString(8, METRICS.convertToDatabaseColumn(event.metrics()));
        statement.setString(9, event.deviceState().map(DeviceState::name).orElse(null));
        statement.setString(10, security.map(claim -> claim.proof().name()).orElse(null));
        statement.setObject(11, security.map(SecurityClaim::epsilonTotal).orElse(null), Types.DOUBLE);
        statement.setString(
                12, security.map(claim -> claim.detectorTrust().name()).orElse(null));
    }
}
