package dk.kronborg.testbed.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * P11: from the start of a KME's process, with keys on disk from before, until an SAE has one of them. The KME has an
 * ahead-of-time cache of its classes, from a run of its own before the first round, as an installation has one.
 */
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
        String cache = "-XX:AOTCache=" + train();
        return List.of(Figure.ratio(
                "P11",
                "process start until first key",
                "s",
                "hello-world Quarkus until its first answer",
                Bound.atMost(3, 1.5),
                rounds.run("P11", () -> untilFirstKey(cache), () -> theirs(hello)),
                Double::doubleValue,
                Double::doubleValue));
    }

    /** Makes the cache: the JVM writes it when it ends. */
    private Path train() throws IOException {
        Path cache = network.directory().resolve("kme.aot");
        untilFirstKey("-XX:AOTCacheOutput=" + cache);
        network.stop(BenchNetwork.MASTER_KME);
        if (!Files.isRegularFile(cache)) {
            throw new IOException("the JVM made no ahead-of-time cache; the end of the KME's log says why");
        }
        network.startAgain(BenchNetwork.MASTER_KME);
        return cache;
    }

    private double untilFirstKey(String jvmOption) throws IOException {
        network.stop(BenchNetwork.MASTER_KME);
        try (Connections master = network.connections(BenchNetwork.MASTER, 1);
                Connections slave = network.connections(BenchNetwork.SLAVE, 1)) {
            KeyExchange exchange = new KeyExchange(master, BenchNetwork.MASTER, slave, BenchNetwork.SLAVE);
            long start = System.nanoTime();
            network.startAgain(BenchNetwork.MASTER_KME, jvmOption);
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
