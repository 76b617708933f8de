package dk.kronborg.testbed.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** P4: full handshakes with client certificates that a server does with a second of processor time. */
final class Handshakes {

    private static final int CLIENTS = 8;
    private static final Duration COUNTING_TIME = Duration.ofSeconds(10);

    private final BenchNetwork network;
    private final Interleaved rounds;

    Handshakes(BenchNetwork network, Interleaved rounds) {
        this.network = network;
        this.rounds = rounds;
    }

    List<Figure> run() throws IOException {
        Credentials server = Credentials.of(network.tls("sae"), BenchNetwork.MASTER_KME.value());
        NetClient client = network.vertx()
                .createNetClient(network.sae(BenchNetwork.MASTER)
                        .secure(new NetClientOptions())
                        .setHostnameVerificationAlgorithm("HTTPS"));
        try (ReferenceProcess jdk = ReferenceProcess.start(
                JdkTlsServer.class,
                network.directory(),
                "x25519",
                List.of(
                        server.certificate().toString(),
                        server.key().toString(),
                        server.trust().toString()))) {
            return List.of(Figure.ratio(
                    "P4",
                    "full mTLS handshakes, X25519MLKEM768",
                    "per CPU-second",
                    "the JDK's TLS 1.3, x25519",
                    Bound.atLeast(1, 3),
                    rounds.run("P4", () -> ours(client), () -> theirs(client, jdk)),
                    Double::doubleValue,
                    Double::doubleValue));
        } finally {
            BenchNetwork.await(client.close());
        }
    }

    /** What counts is what the KME itself counts: its end of a handshake is done after the client's. */
    private double ours(NetClient client) throws IOException {
        ProcessHandle server = network.process(BenchNetwork.MASTER_KME);
        int port = network.ports(BenchNetwork.MASTER_KME).sae();
        double before = counted();
        Duration start = Machine.processorTime(server);
        long connections = ClosedLoop.run(
                        CLIENTS,
                        rounds.plan().armTime(),
                        () -> client.connect(port, "127.0.0.1")
                                .compose(socket -> socket.close().map(closed -> 1)))
                .units();
        long end = System.nanoTime() + COUNTING_TIME.toNanos();
        while (counted() - before < connections) {
            if (System.nanoTime() > end) {
                throw new IOException("of " + connections + " handshakes the KME counts only "
                        + (long) (counted() - before) + " with X25519MLKEM768");
            }
            BenchNetwork.pause(20);
        }
        return (counted() - before) / seconds(Machine.processorTime(server).minus(start));
    }

    private double counted() throws IOException {
        return network.metric(
                BenchNetwork.MASTER_KME,
                "kronborg_plane_handshakes_total",
                "plane=\"sae\"",
                "end=\"server\"",
                "group=\"X25519MLKEM768\"");
    }

    private double theirs(NetClient client, ReferenceProcess jdk) throws IOException {
        Duration start = Machine.processorTime(jdk.handle());
        long done = ClosedLoop.run(CLIENTS, rounds.plan().armTime(), () -> untilGreeted(client, jdk.port()))
                .units();
        return done / seconds(Machine.processorTime(jdk.handle()).minus(start));
    }

    /** The server's byte says that its end of the handshake is done. */
    private static Future<Integer> untilGreeted(NetClient client, int port) {
        return client.connect(port, "127.0.0.1").compose(socket -> {
            Promise<Integer> greeted = Promise.promise();
            socket.handler(bytes -> greeted.tryComplete(1));
            socket.closeHandler(closed -> greeted.tryFail("the JDK's server closed without a handshake"));
            return greeted.future().compose(one -> socket.close().map(closed -> one));
        });
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
