package dk.kronborg.testbed.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * P10: from the moment at which a pool's mode becomes FALLBACK_PQC, by the clock of its KME's database, until an SAE whose
 * policy is PREFER_QKD and its peer both have a post-quantum key. The two go on exchanging keys, one after the other, while
 * the fibre is cut and mended; not one request may fail.
 */
final class FallbackTime {

    /** As short as the modes allow: how long a pool waits before it falls back is policy, and not measured. */
    static final List<String> SETTINGS = List.of(
            "kronborg.kme.pool.most-blocks=16",
            "kronborg.kme.mode.doubt=1s",
            "kronborg.kme.mode.lost=2s",
            "kronborg.kme.mode.recovered=1s",
            "kronborg.kme.mode.dwell=1s",
            "kronborg.kme.mode.recovered-at-most=1s",
            "kronborg.kme.delivery.pair-bits-per-second=1000000000");

    private static final String MASTER = "SAE-MFA-2";
    private static final String SLAVE = "SAE-MOD-2";
    private static final String POST_QUANTUM = "\"grade\":\"PQC\"";
    private static final int FALLS = 10;
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final BenchNetwork network;
    private final Interleaved rounds;

    /** Times from decision to key, milliseconds. */
    private record Falls(double median, double p99, int exchanges) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "median %.0f, p99 %.0f ms, %d exchanges, none failed", median, p99, exchanges);
        }
    }

    FallbackTime(BenchNetwork network, Interleaved rounds) {
        this.network = network;
        this.rounds = rounds;
    }

    List<Figure> run() throws IOException {
        List<Round<Falls, Double>> falls = rounds.run("P10", this::falls, () -> Double.NaN);
        return List.of(Figure.absolute(
                "P10",
                "fallback decided until a permitted key at both SAEs, p99",
                "ms",
                Bound.atMost(5000, 100),
                falls,
                Falls::p99));
    }

    private Falls falls() throws IOException {
        Histogram micros = new Histogram(LONGEST.toNanos() / 1000, 3);
        int exchanges = 0;
        try (Connections master = network.connections(MASTER, 1);
                Connections slave = network.connections(SLAVE, 1);
                Connection database = DriverManager.getConnection(network.jdbcUrl(BenchNetwork.MASTER_KME))) {
            KeyExchange exchange = new KeyExchange(master, MASTER, slave, SLAVE);
            for (int fall = 0; fall < FALLS; fall++) {
                exchanges += until(exchange, false);
                // What the devices have in their queues would come through a cut.
                for (String fault : List.of("dead tx", "dead rx", "cut")) {
                    network.fault(fault);
                }
                exchanges += until(exchange, true);
                Instant served = Instant.now();
                micros.recordValue(Math.max(0, ChronoUnit.MICROS.between(fell(database), served)));
                network.fault("clear");
            }
        } catch (SQLException e) {
            throw new IOException("the KME's database refuses what the bench asks: " + e.getMessage(), e);
        }
        return new Falls(micros.getValueAtPercentile(50) / 1e3, micros.getValueAtPercentile(99) / 1e3, exchanges);
    }

    /** Exchanges keys until they are of that kind; how many there were. */
    private static int until(KeyExchange exchange, boolean postQuantum) throws IOException {
        long end = System.nanoTime() + LONGEST.toNanos();
        int exchanges = 1;
        while (BenchNetwork.await(exchange.exchanged(1)).contains(POST_QUANTUM) != postQuantum) {
            exchanges++;
            if (System.nanoTime() > end) {
                throw new IOException("no " + (postQuantum ? "post-quantum" : "quantum") + " key within " + LONGEST);
            }
        }
        return exchanges;
    }

    /** When the pool fell back last. */
    private static Instant fell(Connection database) throws SQLException {
        try (PreparedStatement newest = database.prepareStatement("select c.at from mode_change c join pool p"
                + " on p.id = c.pool where p.to_kme = ? and c.mode = 'FALLBACK_PQC' order by c.id desc limit 1")) {
            newest.setString(1, BenchNetwork.SLAVE_KME.value());
            try (ResultSet row = newest.executeQuery()) {
                row.next();
                return row.getTimestamp(1).toInstant();
            }
        }
    }
}
