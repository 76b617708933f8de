package dk.kronborg.testbed.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * P6: events a second from the broker to health that can be queried, against COPY of the same rows; and at half that rate
 * the age at which an event can be queried. P7, as far as the server goes: the age at which an operator is sent it.
 */
final class TelemetryThroughput {

    private static final double FIRST_GUESS = 3000;

    private static final int SAMPLED_IN_STORE = 20;
    private static final int SAMPLED_ON_SCREEN = 200;
    private static final int POLL_MILLIS = 5;

    private static final String ROWS = "bench_copy";

    private final MonitoredFleet fleet;
    private final Interleaved rounds;
    private double perSecond = FIRST_GUESS;

    /** Ages, milliseconds. */
    private record Ages(double median, double p99) {
        static Ages of(Histogram micros) {
            return new Ages(micros.getValueAtPercentile(50) / 1e3, micros.getValueAtPercentile(99) / 1e3);
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "median %.0f, p99 %.0f ms", median, p99);
        }
    }

    /** Both sights of the same events. */
    private record Seen(Ages stored, Ages shown) {
        @Override
        public String toString() {
            return "stored " + stored + ", shown " + shown;
        }
    }

    TelemetryThroughput(MonitoredFleet fleet, Interleaved rounds) {
        this.fleet = fleet;
        this.rounds = rounds;
    }

    List<Figure> run() throws IOException {
        try (Connection database = fleet.connect()) {
            prepare(database);
            List<Round<Double, Double>> rates = rounds.run("P6", this::eventsPerSecond, () -> rowsPerSecond(database));
            double half = perSecond / 2;
            List<Round<Seen, Double>> seen = rounds.run(
                    String.format(Locale.ROOT, "P6, P7 at %.0f events/s", half), () -> ages(half), () -> Double.NaN);
            String what = "telemetry, from the broker to queryable health";
            String half_load = String.format(Locale.ROOT, " at %.0f events/s, p99", half);
            return List.of(
                    Figure.ratio(
                            "P6",
                            what,
                            "events/s",
                            "COPY of the same rows, with their indexes",
                            Bound.atLeast(0.1, 0.5),
                            rates,
                            Double::doubleValue,
                            Double::doubleValue),
                    Figure.absolute(
                            "P6", what, "events/s", Bound.atLeast(Double.NaN, 50_000), rates, Double::doubleValue),
                    Figure.absolute(
                            "P6",
                            "age when queryable" + half_load,
                            "ms",
                            Bound.atMost(Double.NaN, 250),
                            seen,
                            ages -> ages.stored().p99()),
                    Figure.absolute(
                            "P7",
                            "age when sent to operators" + half_load,
                            "ms",
                            Bound.atMost(2000, 150),
                            seen,
                            ages -> ages.shown().p99()));
        } catch (SQLException e) {
            throw new IOException("the centre's database refuses what the bench asks: " + e.getMessage(), e);
        }
    }

    private static void prepare(Connection database) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute("create table " + ROWS + " (like telemetry_event including all)");
        }
    }

    private double eventsPerSecond() throws IOException {
        List<ProducerRecord<String, byte[]>> events =
                fleet.next((long) (perSecond * rounds.plan().armSeconds()));
        long start = System.nanoTime();
        events.forEach(fleet::send);
        fleet.awaitStored();
        perSecond = events.size() / ((System.nanoTime() - start) / 1e9);
        return perSecond;
    }

    /** Copies what our arm stored, over and over. */
    private double rowsPerSecond(Connection database) throws IOException {
        try {
            CopyManager copy = database.unwrap(PGConnection.class).getCopyAPI();
            ByteArrayOutputStream rows = new ByteArrayOutputStream();
            long count = copy.copyOut(
                    "copy (select * from telemetry_event order by measured_at desc limit "
                            + (long) (perSecond * rounds.plan().armSeconds()) + ") to stdout (format binary)",
                    rows);
            byte[] bytes = rows.toByteArray();
            long copied = 0;
            long nanos = 0;
            while (nanos < rounds.plan().armTime().toNanos()) {
                try (Statement statement = database.createStatement()) {
                    statement.execute("truncate " + ROWS);
                }
                long start = System.nanoTime();
                copy.copyIn("copy " + ROWS + " from stdin (format binary)", new ByteArrayInputStream(bytes));
                nanos += System.nanoTime() - start;
                copied += count;
            }
            return copied / (nanos / 1e9);
        } catch (SQLException e) {
            throw new IOException("the rows cannot be copied: " + e.getMessage(), e);
        }
    }

    private Seen ages(double rate) throws IOException {
        List<ProducerRecord<String, byte[]>> events =
                fleet.next((long) (rate * rounds.plan().armSeconds()));
        AgeSample stored = new AgeSample(
                events, rate, SAMPLED_IN_STORE, event -> event.path("seq").asLong());
        AgeSample shown = new AgeSample(
                events,
                rate,
                SAMPLED_ON_SCREEN,
                event -> Instant.parse(event.path("measured_at").asText()).toEpochMilli());
        try (Connection database = fleet.connect();
                LinkStream links = fleet.links()) {
            long start = System.nanoTime();
            Watcher inStore = Watcher.start(() -> look(database, stored, start));
            Watcher onScreen = Watcher.start(() -> links.look(shown, start));
            for (int number = 0; number < events.size(); number++) {
                OpenLoop.waitUntil(start + (long) (number * 1e9 / rate));
                fleet.send(events.get(number));
            }
            fleet.awaitStored();
            return new Seen(Ages.of(inStore.result()), Ages.of(onScreen.result()));
        } catch (SQLException e) {
            throw new IOException("the connection to the centre's database cannot be closed", e);
        }
    }

    private static Histogram look(Connection database, AgeSample sample, long start) throws SQLException, IOException {
        try (PreparedStatement statement =
                database.prepareStatement("select device_id, last_seq from device_boot where device_id = any (?)")) {
            statement.setArray(
                    1, database.createArrayOf("text", sample.devices().toArray()));
            while (!sample.isComplete()) {
                try (ResultSet rows = statement.executeQuery()) {
                    long now = System.nanoTime() - start;
                    while (rows.next()) {
                        sample.seen(rows.getString(1), rows.getLong(2), now);
                    }
                }
                BenchNetwork.pause(POLL_MILLIS);
            }
        }
        return sample.ages();
    }
}
