package dk.kronborg.testbed.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** P11: from the start of a KME's process, with keys on disk from before, until an SAE has one of them. */
final class StartTime {

    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final int KEYS = 1000;

    private final BenchNetwork network;
    private final Interleaved rounds;

    StartTime(BenchNetwork network, Interleaved rounds) {
        this.network = network;
        this.rounds = rounds;
    }

    List<Figure> run() throws IOException {
        Hello hello = network.hello();
        network.stock(KEYS);
        return List.of(Figure.ratio(
                "P11",
                "process start until first key",
                "s",
                "hello-world Quarkus until its first answer",
                Bound.atMost(3, 1.5),
                rounds.run("P11", this::ours, () -> theirs(hello)),
                Double::doubleValue,
                Double::doubleValue));
    }

    private double ours() throws IOException {
        network.stop(BenchNetwork.MASTER_KME);
        try (Connections master = network.connections(BenchNetwork.MASTER, 1);
                Connections slave = network.connections(BenchNetwork.SLAVE, 1)) {
            KeyExchange exchange = new KeyExchange(master, BenchNetwork.MASTER, slave, BenchNetwork.SLAVE);
            long start = System.nanoTime();
            network.startAgain(BenchNetwork.MASTER_KME);
            while (true) {
                try {
                    String key = BenchNetwork.await(exchange.fresh(1));
                    double seconds = (System.nanoTime() - start) / 1e9;
                    BenchNetwork.await(exchange.fetch(KeyExchange.ids(key)));
                    return seconds;
                } catch (IOException e) {
                    if (System.nanoTime() - start > LONGEST.toNanos()) {
                        throw e;
                    }
                    BenchNetwork.pause(5);
                }
            }
        }
    }

    private static double theirs(Hello hello) throws IOException {
        long start = System.nanoTime();
        ReferenceProcess process = hello.start();
        double seconds = (System.nanoTime() - start) / 1e9;
        process.close();
        return seconds;
    }
}
