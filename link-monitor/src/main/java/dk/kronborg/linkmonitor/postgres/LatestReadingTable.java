package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.intake.Judgement.Genuine;
import dk.kronborg.linkmonitor.telemetry.DeviceState;
import dk.kronborg.linkmonitor.telemetry.LinkSide;
import dk.kronborg.linkmonitor.telemetry.SecurityClaim;
import dk.kronborg.linkmonitor.telemetry.TelemetryEvent;
import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.LinkId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The newest event of each end that was not late. */
final class LatestReadingTable {

    private static final double NANOS = 1e9;
    private static final MetricsColumn METRICS = new MetricsColumn();

    /** An end, in the one order for locks. */
    private record End(LinkId link, LinkSide side) implements Comparable<End> {
        private static final Comparator<End> ORDER =
                Comparator.comparing(End::link).thenComparing(End::side);

        @Override
        public int compareTo(End other) {
            return ORDER.compare(this, other);
        }
    }

    /** Place of an event among those of its end. */
    private record Place(DeviceId device, UUID boot, long seq, Instant measuredAt) {

        static Place of(TelemetryEvent event) {
            return new Place(
                    event.device(), event.sequence().boot(), event.sequence().number(), event.measuredAt());
        }

        /** Within a boot by sequence number, across boots by time. */
        boolean isAfter(Place other) {
            boolean sameBoot = device.equals(other.device) && boot.equals(other.boot);
            return sameBoot ? seq > other.seq : measuredAt.isAfter(other.measuredAt);
        }
    }

    private LatestReadingTable() {}

    /** Moves forward to those events. */
    static void advance(Connection connection, Collection<Genuine> events) throws SQLException {
        Map<End, List<TelemetryEvent>> timely = new TreeMap<>();
        events.stream()
                .filter(genuine -> !genuine.late())
                .map(Genuine::event)
                .sorted(Comparator.comparing(TelemetryEvent::measuredAt)
                        .thenComparingLong(event -> event.sequence().number()))
                .forEach(event -> timely.computeIfAbsent(new End(event.link(), event.side()), end -> new ArrayList<>())
                        .add(event));
        Map<End, Place> places = lock(connection, timely.keySet());
        Map<End, TelemetryEvent> latest = new TreeMap<>();
        timely.forEach((end, reported) -> {
            @Nullable Place place = places.get(end);
            for (TelemetryEvent event : reported) {
                if (place == null || Place.of(event).isAfter(place)) {
                    place = Place.of(event);
                    latest.put(end, event);
                }
            }
        });
        write(connection, latest.values());
    }

    private static Map<End, Place> lock(Connection connection, Collection<End> ends) throws SQLException {
        Map<End, Place> places = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                select link_id, side, device_id, boot_id, seq, measured_at from latest_reading
                 where (link_id, side) in (select * from unnest(?::text[], ?::text[]))
                 order by link_id, side for update
                """)) {
            Rows.bindColumn(statement, 1, "text", ends, end -> end.link().value());
            Rows.bindColumn(statement, 2, "text", ends, end -> end.side().name());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    places.put(
                            new End(new LinkId(rows.getString("link_id")), LinkSide.valueOf(rows.getString("side"))),
                            new Place(
                                    new DeviceId(rows.getString("device_id")),
                                    rows.getObject("boot_id", UUID.class),
                                    rows.getLong("seq"),
                                    rows.getObject("measured_at", OffsetDateTime.class)
                                            .toInstant()));
                }
            }
        }
        return places;
    }

    /** An end that nobody could lock, because it is new, may have got a later reading meanwhile. */
    private static void write(Connection connection, Collection<TelemetryEvent> latest) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into latest_reading as latest
                       (link_id, side, device_id, boot_id, seq, measured_at, interval_s, metrics, device_state,
                        proof, epsilon_total, detector_trust)
                select * from unnest(?::text[], ?::text[], ?::text[], ?::uuid[], ?::bigint[], ?::timestamptz[],
                        ?::double precision[], ?::text[], ?::text[], ?::text[], ?::double precision[], ?::text[])
                on conflict (link_id, side) do update
                   set device_id = excluded.device_id, boot_id = excluded.boot_id, seq = excluded.seq,
                       measured_at = excluded.measured_at, interval_s = excluded.interval_s,
                       metrics = excluded.metrics, device_state = excluded.device_state, proof = excluded.proof,
                       epsilon_total = excluded.epsilon_total, detector_trust = excluded.detector_trust
                 where case when (latest.device_id, latest.boot_id) = (excluded.device_id, excluded.boot_id)
                            then latest.seq < excluded.seq
                            else latest.measured_at < excluded.measured_at end
                """)) {
            Rows.bindColumn(statement, 1, "text", latest, event -> event.link().value());
            Rows.bindColumn(statement, 2, "text", latest, event -> event.side().name());
            Rows.bindColumn(
                    statement, 3, "text", latest, event -> event.device().value());
            Rows.bindColumn(
                    statement, 4, "uuid", latest, event -> event.sequence().boot());
            Rows.bindColumn(
                    statement, 5, "bigint", latest, event -> event.sequence().number());
            Rows.bindColumn(statement, 6, "timestamptz", latest, event -> Rows.utc(event.measuredAt()));
            Rows.bindColumn(
                    statement, 7, "float8", latest, event -> event.interval().toNanos() / NANOS);
            Rows.bindColumn(statement, 8, "text", latest, event -> METRICS.convertToDatabaseColumn(event.metrics()));
            Rows.bindColumn(
                    statement,
                    9,
                    "text",
                    latest,
                    event -> event.deviceState().map(DeviceState::name).orElse(null));
            Rows.bindColumn(
                    statement,
                    10,
                    "text",
                    latest,
                    claim(security -> security.proof().name()));
            Rows.bindColumn(statement, 11, "float8", latest, claim(SecurityClaim::epsilonTotal));
            Rows.bindColumn(
                    statement,
                    12,
                    "text",
                    latest,
                    claim(security -> security.detectorTrust().name()));
            statement.executeUpdate();
        }
    }

    private static Function<TelemetryEvent, @Nullable Object> claim(Function<SecurityClaim, Object> part) {
        return event -> event.security().map(part).orElse(null);
    }
}
