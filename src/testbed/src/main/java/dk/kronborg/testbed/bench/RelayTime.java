package dk.kronborg.testbed.bench;

import dk.kronborg.topology.identity.KmeId;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Relay over one trusted node, between real KMEs. P8: how long a hop takes, from the moment at which a node sends a block on
 * until the next one has it for good, beside a request to a KME and a commit in its database. P9: keys a second of which an
 * empty pool is filled, over both hops and up to their confirmation.
 */
final class RelayTime {

    /** Stores of links with room for the bench, of which nobody is kept back; relayed pools that take long to fill. */
    static final List<String> SETTINGS = List.of(
            "kronborg.kme.mode.doubt=1d",
            "kronborg.kme.mode.lost=1d",
            "kronborg.kme.mode.recovered=1d",
            "kronborg.kme.mode.recovered-at-most=1d",
            "kronborg.kme.pool.most-blocks=1024",
            "kronborg.kme.pool.reserve=1",
            "kronborg.kme.pool.low=2",
            "kronborg.kme.pool.high=5",
            "kronborg.kme.pqc.stock-blocks=2",
            "kronborg.kme.relay.stock-blocks=" + RelayTime.STOCK,
            "kronborg.kme.delivery.pair-bits-per-second=1000000000");

    private static final int STOCK = 128;
    private static final long FULL = (long) STOCK * KeyFiller.KEYS_PER_BLOCK;

    private static final KmeId MIDDLE = BenchNetwork.SLAVE_KME;
    private static final KmeId LAST = new KmeId("KME-MHES");
    private static final String SLAVE = "SAE-MHES-1";
    private static final String SECOND_LINK = "MOD-MHES";

    private static final String HOP_SECONDS = "kronborg_relay_hop_seconds_";
    private static final int AT_ONCE = 128;
    private static final int BLOCKS = 10;
    private static final int SAMPLES = 200;
    private static final int POLL_MILLIS = 5;
    private static final Duration LONGEST = Duration.ofMinutes(3);

    private final BenchNetwork network;
    private final Interleaved rounds;
    private final KeyFiller first;
    private final KeyFiller second;

    /** Means of many, milliseconds. */
    private record HopTime(double request, double commit) {
        double sum() {
            return request + commit;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "request %.2f ms, commit %.2f ms", request, commit);
        }
    }

    RelayTime(BenchNetwork network, Interleaved rounds) {
        this.network = network;
        this.rounds = rounds;
        this.first = network.filler(BenchNetwork.LINK, BenchNetwork.MASTER_KME, MIDDLE);
        this.second = network.filler(SECOND_LINK, MIDDLE, LAST);
    }

    /** P8. */
    List<Figure> perHop() throws IOException {
        return List.of(Figure.ratio(
                "P8",
                "a hop of a relayed block of 8 KiB",
                "ms",
                "a request and a commit",
                Bound.atMost(3, 1.3),
                rounds.run("P8", this::hopMillis, this::requestAndCommit),
                Double::doubleValue,
                HopTime::sum));
    }

    /** P9. */
    List<Figure> throughput() throws IOException {
        return List.of(Figure.absolute(
                "P9",
                "keys relayed over two hops",
                "keys/s",
                Bound.atLeast(10_000, 50_000),
                rounds.run("P9", this::keysPerSecond, () -> Double.NaN),
                Double::doubleValue));
    }

    /** The mean of both hops of blocks that are relayed one by one, milliseconds. */
    private double hopMillis() throws IOException {
        try (Pair pair = new Pair()) {
            deliver(2 * STOCK);
            pair.awaitFull();
            double hops = hops("count");
            double seconds = hops("sum");
            for (int block = 0; block < BLOCKS; block++) {
                pair.takeDownTo(FULL - KeyFiller.KEYS_PER_BLOCK);
                pair.awaitFull();
            }
            double relayed = hops("count") - hops;
            if (relayed == 0) {
                throw new IOException("no block took the way over " + MIDDLE);
            }
            return (hops("sum") - seconds) / relayed * 1e3;
        }
    }

    private double hops(String of) throws IOException {
        return network.metric(BenchNetwork.MASTER_KME, HOP_SECONDS + of, "next=\"" + MIDDLE + '"')
                + network.metric(MIDDLE, HOP_SECONDS + of, "next=\"" + LAST + '"');
    }

    private HopTime requestAndCommit() throws IOException {
        return new HopTime(requestMillis(), commitMillis());
    }

    private double requestMillis() throws IOException {
        network.storedKeys(SLAVE);
        long start = System.nanoTime();
        for (int i = 0; i < SAMPLES; i++) {
            network.storedKeys(SLAVE);
        }
        return (System.nanoTime() - start) / 1e6 / SAMPLES;
    }

    private double commitMillis() throws IOException {
        try (Connection database = DriverManager.getConnection(network.jdbcUrl(MIDDLE));
                Statement table = database.createStatement()) {
            table.execute("create table if not exists bench_commit (bytes bytea)");
            try (PreparedStatement insert = database.prepareStatement("insert into bench_commit values (?)")) {
                byte[] block = new byte[KeyFiller.PAYLOAD];
                long start = 0;
                for (int i = -1; i < SAMPLES; i++) {
                    if (i == 0) {
                        start = System.nanoTime();
                    }
                    insert.setBytes(1, block);
                    insert.executeUpdate();
                }
                return (System.nanoTime() - start) / 1e6 / SAMPLES;
            } finally {
                table.execute("drop table bench_commit");
            }
        } catch (SQLException e) {
            throw new IOException("the KME's database refuses what the bench asks: " + e.getMessage(), e);
        }
    }

    /** From the moment at which a pool is nearly empty until it is full. */
    private double keysPerSecond() throws IOException {
        try (Pair pair = new Pair()) {
            deliver(3 * STOCK);
            pair.awaitFull();
            pair.takeDownTo(2 * AT_ONCE);
            long start = System.nanoTime();
            long before = network.storedKeys(SLAVE);
            pair.awaitFull();
            return (network.storedKeys(SLAVE) - before) / ((System.nanoTime() - start) / 1e9);
        }
    }

    /** Blocks at both links, or fewer if their stores are full. */
    private void deliver(int blocks) throws IOException {
        first.fill(blocks);
        second.fill(blocks);
    }

    /** Two SAEs whose homes have no link to each other. */
    private final class Pair implements AutoCloseable {

        private final List<Connections> connections = new ArrayList<>();
        private final KeyExchange exchange;

        Pair() {
            this.exchange =
                    new KeyExchange(connections(BenchNetwork.MASTER), BenchNetwork.MASTER, connections(SLAVE), SLAVE);
        }

        private Connections connections(String sae) {
            Connections made = network.connections(sae, 1);
            connections.add(made);
            return made;
        }

        void awaitFull() throws IOException {
            long end = System.nanoTime() + LONGEST.toNanos();
            while (network.storedKeys(SLAVE) < FULL) {
                if (System.nanoTime() - end > 0) {
                    throw new IOException("the relayed pool is not full after " + LONGEST.toSeconds() + " s");
                }
                BenchNetwork.pause(POLL_MILLIS);
            }
        }

        /** Until fewer are stored. */
        void takeDownTo(long keys) throws IOException {
            while (network.storedKeys(SLAVE) >= keys) {
                BenchNetwork.await(exchange.exchange(AT_ONCE));
            }
        }

        @Override
        public void close() {
            connections.forEach(Connections::close);
        }
    }
}
