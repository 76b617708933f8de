package dk.kronborg.testbed.bench;

import io.vertx.core.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * P3: how long the master waits for one key while keys are asked for at half the rate that is possible. What the master
 * got is fetched by the slave meanwhile, 128 at a time, so that the stores do not fill up; that is not timed.
 */
final class EncLatency {

    private static final int CLIENTS = 64;
    private static final int FETCHED_TOGETHER = 128;
    private static final double SPARE = 1.5;
    private static final double MOST = 20_000;

    private final BenchNetwork network;
    private final Interleaved rounds;

    /** Latencies of one arm, milliseconds. */
    private record Latencies(double median, double p99, double p999) {
        static Latencies of(Histogram nanos) {
            return new Latencies(
                    nanos.getValueAtPercentile(50) / 1e6,
                    nanos.getValueAtPercentile(99) / 1e6,
                    nanos.getValueAtPercentile(99.9) / 1e6);
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "median %.2f, p99 %.2f, p99.9 %.2f ms", median, p99, p999);
        }
    }

    EncLatency(BenchNetwork network, Interleaved rounds) {
        this.network = network;
        this.rounds = rounds;
    }

    List<Figure> run() throws IOException {
        try (Connections master = network.connections(BenchNetwork.MASTER, CLIENTS);
                Connections slave = network.connections(BenchNetwork.SLAVE, CLIENTS)) {
            Pair pair = new Pair(new KeyExchange(master, BenchNetwork.MASTER, slave, BenchNetwork.SLAVE));
            double half = peak(pair) / 2;
            List<Round<Latencies, Double>> measured = rounds.run(
                    String.format(Locale.ROOT, "P3 at %.0f keys/s", half),
                    () -> latencies(pair, half),
                    () -> ForcedWrites.medianMillis(
                            network.directory(), rounds.plan().armTime()));
            String reference = "median fdatasync of 4 KiB";
            return List.of(
                    Figure.ratio(
                            "P3",
                            "enc_keys at half of own peak, p99",
                            "ms",
                            reference,
                            Bound.atMost(10, 4),
                            measured,
                            Latencies::p99,
                            Double::doubleValue),
                    Figure.ratio(
                            "P3",
                            "enc_keys at half of own peak, p99.9",
                            "ms",
                            reference,
                            Bound.atMost(Double.NaN, 10),
                            measured,
                            Latencies::p999,
                            Double::doubleValue));
        }
    }

    /** Keys per second with all clients at once, the second of two tries: the first warms up. */
    private double peak(Pair pair) throws IOException {
        double peak = MOST / 2;
        for (int attempt = 0; attempt < 2; attempt++) {
            network.stock((long) (Math.min(MOST, 2 * peak) * rounds.plan().armSeconds()));
            peak = ClosedLoop.run(CLIENTS, rounds.plan().armTime(), pair::fresh).perSecond();
            pair.fetchRest();
        }
        return peak;
    }

    private Latencies latencies(Pair pair, double perSecond) throws IOException {
        network.stock((long) (perSecond * rounds.plan().armSeconds() * SPARE));
        Histogram nanos = OpenLoop.run(perSecond, rounds.plan().armTime(), pair::fresh);
        pair.fetchRest();
        return Latencies.of(nanos);
    }

    /** Delivered keys wait here until there are enough for one fetch. */
    private static final class Pair {

        private final KeyExchange exchange;
        private List<String> unfetched = new ArrayList<>();

        Pair(KeyExchange exchange) {
            this.exchange = exchange;
        }

        Future<Integer> fresh() {
            return exchange.fresh(1).map(keys -> {
                List<String> full = add(KeyExchange.ids(keys));
                if (!full.isEmpty()) {
                    var _ = exchange.fetch(full);
                }
                return 1;
            });
        }

        private synchronized List<String> add(List<String> ids) {
            unfetched.addAll(ids);
            return unfetched.size() < FETCHED_TOGETHER ? List.of() : take();
        }

        private synchronized List<String> take() {
            List<String> all = unfetched;
            unfetched = new ArrayList<>();
            return all;
        }

        void fetchRest() throws IOException {
            List<String> rest = take();
            if (!rest.isEmpty()) {
                BenchNetwork.await(exchange.fetch(rest));
            }
        }
    }
}
