package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.intake.Judgement.Genuine;
import dk.kronborg.linkmonitor.postgres.LinkEndTable.End;
import dk.kronborg.linkmonitor.telemetry.Metric;
import dk.kronborg.linkmonitor.telemetry.TelemetryEvent;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The history: one row an event, one column a metric. */
final class TelemetryEventTable {

    private static final List<String> FACTS = List.of(
            "measured_at", "received_at", "event_id", "boot_id", "block_id", "seq", "interval_s", "end_id", "late");

    private static final Metric[] METRICS = Metric.values();

    private static final String COLUMNS = Stream.of(
                    FACTS.stream(), Arrays.stream(METRICS).map(Metric::wireName), Stream.of("further"))
            .flatMap(names -> names)
            .collect(Collectors.joining(", "));

    private static final int FIELDS = FACTS.size() + METRICS.length + 1;
    private static final double NANOS = 1e9;
    private static final String UNIQUE_VIOLATION = "23505";

    /** What makes an event one: the index over these columns is unique. */
    private record Identity(int end, Instant measuredAt, UUID event) {}

    private TelemetryEventTable() {}

    /** Stores events in their order; answers those that were not there yet. */
    static Set<Genuine> insert(Connection connection, List<Genuine> events, Map<End, Integer> ends)
            throws SQLException {
        Set<Genuine> inserted = Collections.newSetFromMap(new IdentityHashMap<>());
        if (events.isEmpty()) {
            return inserted;
        }
        BinaryCopy rows = new BinaryCopy();
        events.forEach(genuine -> put(rows, genuine, LinkEndTable.number(ends, genuine.event())));
        Savepoint before = connection.setSavepoint();
        try {
            rows.send(connection, "copy telemetry_event (" + COLUMNS + ") from stdin (format binary)");
            connection.releaseSavepoint(before);
            inserted.addAll(events);
            return inserted;
        } catch (SQLException e) {
            if (!UNIQUE_VIOLATION.equals(e.getSQLState())) {
                throw e;
            }
            // Rare: a device used an event id again, or another process stores the same records.
            connection.rollback(before);
        }
        Map<Identity, Genuine> firsts = new HashMap<>();
        events.forEach(genuine ->
                firsts.putIfAbsent(identity(genuine, LinkEndTable.number(ends, genuine.event())), genuine));
        firsts.keySet().retainAll(insertNew(connection, rows));
        inserted.addAll(firsts.values());
        return inserted;
    }

    /** The same by way of a temporary table, past what is there already. */
    private static Set<Identity> insertNew(Connection connection, BinaryCopy rows) throws SQLException {
        Set<Identity> inserted = new HashSet<>();
        try (Statement statement = connection.createStatement()) {
            statement.execute("create temporary table if not exists telemetry_batch"
                    + " (like telemetry_event) on commit delete rows");
            rows.send(connection, "copy telemetry_batch (" + COLUMNS + ") from stdin (format binary)");
            try (ResultSet keys =
                    statement.executeQuery("insert into telemetry_event (" + COLUMNS + ") select " + COLUMNS
                            + " from telemetry_batch on conflict do nothing returning end_id, measured_at, event_id")) {
                while (keys.next()) {
                    inserted.add(new Identity(
                            keys.getInt("end_id"),
                            keys.getObject("measured_at", OffsetDateTime.class).toInstant(),
                            keys.getObject("event_id", UUID.class)));
                }
            }
        }
        return inserted;
    }

    private static Identity identity(Genuine genuine, int end) {
        TelemetryEvent event = genuine.event();
        return new Identity(end, event.measuredAt().truncatedTo(ChronoUnit.MICROS), event.id());
    }

    private static void put(BinaryCopy rows, Genuine genuine, int end) {
        TelemetryEvent event = genuine.event();
        rows.row(FIELDS)
                .put(event.measuredAt())
                .put(genuine.judgedAt())
                .put(event.id())
                .put(event.sequence().boot())
                .put(event.keyBlock().orElse(null))
                .put(event.sequence().number())
                .put((Double) (event.interval().toNanos() / NANOS))
                .put(end)
                .put(genuine.late());
        Map<Metric, Double> values = event.metrics().values();
        for (Metric metric : METRICS) {
            rows.put(values.get(metric));
        }
        if (event.metrics().further().isEmpty()) {
            rows.putNull();
        } else {
            rows.putJson(NamedNumbers.json(event.metrics().further()));
        }
    }
}
