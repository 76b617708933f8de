package dk.kronborg.testbed.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** P5: requests over kept connections that a server answers with a second of processor time. */
final class StatusRequests {

    private static final int CLIENTS = 32;
    private static final String PATH = "/api/v1/keys/" + BenchNetwork.SLAVE + "/status";

    private final BenchNetwork network;
    private final Interleaved rounds;

    StatusRequests(BenchNetwork network, Interleaved rounds) {
        this.network = network;
        this.rounds = rounds;
    }

    List<Figure> run() throws IOException {
        Credentials server = Credentials.of(network.tls("sae"), BenchNetwork.MASTER_KME.value());
        ProcessHandle kme = network.process(BenchNetwork.MASTER_KME);
        try (Connections ours = network.connections(BenchNetwork.MASTER, CLIENTS)) {
            int bytes = BenchNetwork.await(ours.get(PATH)).good().length();
            try (ReferenceProcess bare = ReferenceProcess.start(
                            BareHttpsServer.class,
                            network.directory(),
                            "X25519MLKEM768,x25519,secp256r1",
                            List.of(
                                    server.certificate().toString(),
                                    server.key().toString(),
                                    server.trust().toString(),
                                    Integer.toString(bytes)));
                    Connections theirs = new Connections(
                            network.vertx(),
                            URI.create("https://127.0.0.1:" + bare.port()),
                            network.sae(BenchNetwork.MASTER),
                            CLIENTS)) {
                return List.of(Figure.ratio(
                        "P5",
                        "GET status, keep-alive",
                        "per CPU-second",
                        "a bare Vert.x HTTPS handler",
                        Bound.atLeast(0.2, 0.6),
                        rounds.run(
                                "P5",
                                () -> perProcessorSecond(ours, kme),
                                () -> perProcessorSecond(theirs, bare.handle())),
                        Double::doubleValue,
                        Double::doubleValue));
            }
        }
    }

    private double perProcessorSecond(Connections connections, ProcessHandle server) throws IOException {
        Duration before = Machine.processorTime(server);
        long answered = ClosedLoop.run(
                        CLIENTS,
                        rounds.plan().armTime(),
                        () -> connections.get(PATH).map(answer -> answer.good().isEmpty() ? 0 : 1))
                .units();
        return answered / (Machine.processorTime(server).minus(before).toNanos() / 1e9);
    }
}
