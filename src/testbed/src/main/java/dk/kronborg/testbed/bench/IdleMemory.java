package dk.kronborg.testbed.bench;

import dk.kronborg.testbed.process.Programs;
import dk.kronborg.testbed.process.ResidentMemory;
import io.vertx.core.Future;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** P12: memory of a KME to which a thousand SAEs are connected that ask for nothing. Garbage is collected before. */
final class IdleMemory {

    private static final int CONNECTIONS = 1000;
    private static final int AT_A_TIME = 16;
    private static final Duration CONNECTING_TIME = Duration.ofMinutes(2);
    private static final double MEGABYTE = 1 << 20;
    private static final double KILOBYTE = 1000;

    private final BenchNetwork network;
    private final Interleaved rounds;

    /** Bytes of one KME, without connections and with them. */
    private record Memory(double before, double with) {
        double megabytes() {
            return with / MEGABYTE;
        }

        double kilobytesPerConnection() {
            return (with - before) / CONNECTIONS / KILOBYTE;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.0f MiB, %.1f kB a connection", megabytes(), kilobytesPerConnection());
        }
    }

    IdleMemory(BenchNetwork network, Interleaved rounds) {
        this.network = network;
        this.rounds = rounds;
    }

    List<Figure> run() throws IOException {
        Hello hello = network.hello();
        List<Round<Memory, Double>> measured = rounds.run("P12", this::ours, () -> theirs(hello));
        return List.of(
                Figure.ratio(
                        "P12",
                        "resident, 1,000 idle connections",
                        "MiB",
                        "hello-world Quarkus",
                        Bound.atMost(3, 2),
                        measured,
                        Memory::megabytes,
                        Double::doubleValue),
                Figure.absolute(
                        "P12",
                        "resident for each idle connection",
                        "kB",
                        Bound.atMost(Double.NaN, 40),
                        measured,
                        Memory::kilobytesPerConnection));
    }

    private Memory ours() throws IOException {
        ProcessHandle kme = network.process(BenchNetwork.MASTER_KME);
        int port = network.ports(BenchNetwork.MASTER_KME).sae();
        double before = resident(kme);
        NetClient client = network.vertx()
                .createNetClient(network.sae(BenchNetwork.MASTER)
                        .secure(new NetClientOptions())
                        .setHostnameVerificationAlgorithm("HTTPS"));
        try {
            AtomicInteger left = new AtomicInteger(CONNECTIONS);
            ClosedLoop.run(
                    AT_A_TIME,
                    CONNECTING_TIME,
                    () -> left.getAndDecrement() > 0
                            ? client.connect(port, "127.0.0.1").map(socket -> 1)
                            : Future.failedFuture(new ClosedLoop.Exhausted("all are connected")));
            double connected = network.metric(BenchNetwork.MASTER_KME, "kronborg_plane_connections", "plane=\"sae\"");
            if (connected < CONNECTIONS) {
                throw new IOException("of " + CONNECTIONS + " connections the KME has only " + (int) connected);
            }
            return new Memory(before, resident(kme));
        } finally {
            BenchNetwork.await(client.close());
        }
    }

    private static double theirs(Hello hello) throws IOException {
        try (ReferenceProcess process = hello.start()) {
            return resident(process.handle()) / MEGABYTE;
        }
    }

    private static double resident(ProcessHandle process) throws IOException {
        Programs.run(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()),
                "GC.run"));
        return ResidentMemory.bytesOf(process)
                .orElseThrow(() -> new IOException("this system does not tell what memory a process holds"));
    }
}
