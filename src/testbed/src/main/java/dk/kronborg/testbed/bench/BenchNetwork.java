package dk.kronborg.testbed.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.launcher.RunningDemo;
import dk.kronborg.testbed.network.PortPlan.KmePorts;
import dk.kronborg.testbed.postgres.Database;
import dk.kronborg.testbed.process.GuardedProcess;
import dk.kronborg.topology.identity.KmeId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What the benchmarks work on: two KMEs of a running network, their SAEs, the link between them, the databases. */
final class BenchNetwork implements AutoCloseable {

    static final KmeId MASTER_KME = new KmeId("KME-MFA");
    static final KmeId SLAVE_KME = new KmeId("KME-MOD");
    static final String MASTER = "SAE-MFA-1";
    static final String SLAVE = "SAE-MOD-1";
    static final String LINK = "MFA-MOD";

    /**
     * Settings of all KMEs: room for the keys of an arm, no limit per pair, a thousand connections of one SAE, and a
     * mode that does not follow a store that is filled and emptied by turns.
     */
    static final List<String> SETTINGS = List.of(
            "kronborg.kme.mode.doubt=1d",
            "kronborg.kme.mode.lost=1d",
            "kronborg.kme.mode.recovered=1d",
            "kronborg.kme.mode.recovered-at-most=1d",
            "kronborg.kme.pool.most-blocks=4096",
            "kronborg.kme.delivery.pair-bits-per-second=1000000000",
            "kronborg.plane.sae.most-connections-per-identity=4000");

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration ANSWER_TIME = Duration.ofSeconds(30);
    /** Time in which it may write an ahead-of-time cache, too. */
    private static final Duration ENDING_TIME = Duration.ofMinutes(2);

    private static final Duration CONFIRMATION_TIME = Duration.ofMinutes(2);

    private final RunningDemo demo;
    private final DemoNetwork network;
    private final Vertx vertx;
    private final List<Connections> devices = new ArrayList<>();
    private final KeyFiller filler;
    private final Connections status;
    private final Path helloProgram;
    private final Map<KmeId, GuardedProcess> restarted = new HashMap<>();

    /**
     * A running network.
     *
     * @param helloProgram {@code quarkus-run.jar} of the program to compare with
     */
    BenchNetwork(RunningDemo demo, Path helloProgram) {
        this.demo = demo;
        this.helloProgram = helloProgram;
        this.network = demo.network();
        this.vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(false));
        this.filler = filler(LINK, MASTER_KME, SLAVE_KME);
        this.status = connections(MASTER, 1);
    }

    /** Fills the pool from the KME at a link's transmitter to the one at its receiver. */
    KeyFiller filler(String link, KmeId transmitter, KmeId receiver) {
        return new KeyFiller(
                device(link + "-TX", transmitter),
                device(link + "-RX", receiver),
                link,
                transmitter.compareTo(receiver) < 0);
    }

    private Connections device(String device, KmeId kme) {
        URI uri = URI.create("https://127.0.0.1:" + demo.ports().of(kme).device());
        Connections connections = new Connections(vertx, uri, Credentials.of(tls("device"), device), 8);
        devices.add(connections);
        return connections;
    }

    Path tls(String plane) {
        return network.file("tls").resolve(plane);
    }

    Path directory() {
        return network.directory();
    }

    Vertx vertx() {
        return vertx;
    }

    Hello hello() throws IOException {
        return new Hello(helloProgram, network.directory());
    }

    KmePorts ports(KmeId kme) {
        return demo.ports().of(kme);
    }

    /** The SAE plane of a KME. */
    URI saeUri(KmeId kme) {
        return network.kme(kme.value()).saeUrl();
    }

    Credentials sae(String id) {
        DemoNetwork.Sae sae = network.sae(id);
        return new Credentials(network.file(sae.certificate()), network.file(sae.key()), network.file(sae.ca()));
    }

    /** Lets something befall all links. */
    void fault(String words) throws IOException {
        for (var link : network.links()) {
            demo.fault(link.id(), words);
        }
    }

    /** Connections of an SAE to its home. */
    Connections connections(String sae, int most) {
        return new Connections(vertx, network.kme(network.sae(sae).kme()).saeUrl(), sae(sae), most);
    }

    /** A KME's process. */
    ProcessHandle process(KmeId kme) throws IOException {
        GuardedProcess again = restarted.get(kme);
        return again == null ? demo.process(kme.value()) : again.handle();
    }

    /** Asks a KME's process to end, and waits until it has. */
    void stop(KmeId kme) throws IOException {
        ProcessHandle process = process(kme);
        process.destroy();
        try {
            process.onExit().get(ENDING_TIME.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + kme + " ends", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(kme + " does not end", e);
        }
        GuardedProcess again = restarted.remove(kme);
        if (again != null) {
            again.close();
        }
    }

    /** Starts a KME that was stopped; returns as soon as the process exists. It ends with this network. */
    void startAgain(KmeId kme, String... jvmOptions) throws IOException {
        restarted.put(kme, demo.startAgain(kme, jvmOptions));
    }

    /** A KME's database, as its owner. */
    String jdbcUrl(KmeId kme) {
        return "jdbc:" + network.kme(kme.value()).database();
    }

    Database superuser() throws IOException {
        return demo.superuser();
    }

    /** Keys of 256 bits that the master can have now. */
    long storedKeys() throws IOException {
        return storedKeys(SLAVE);
    }

    /** Keys of 256 bits that the master can have now, to share them with that SAE. */
    long storedKeys(String slave) throws IOException {
        Connections.Answer answer = await(status.get("/api/v1/keys/" + slave + "/status"));
        return MAPPER.readTree(answer.good()).path("stored_key_count").asLong();
    }

    /**
     * Has devices deliver blocks until the master can have that many keys, or the store is full.
     *
     * @throws IOException if blocks are delivered but do not become keys
     */
    void stock(long keys) throws IOException {
        long before = storedKeys();
        int blocks = (int) Math.ceilDiv(Math.max(0, keys - before), KeyFiller.KEYS_PER_BLOCK);
        if (blocks == 0) {
            return;
        }
        long expected = Math.min(keys, before + (long) filler.fill(blocks) * KeyFiller.KEYS_PER_BLOCK);
        long end = System.nanoTime() + CONFIRMATION_TIME.toNanos();
        while (storedKeys() < expected) {
            if (System.nanoTime() > end) {
                throw new IOException("after " + CONFIRMATION_TIME.toSeconds() + " s there are " + storedKeys()
                        + " keys in place of " + expected);
            }
            pause(50);
        }
    }

    /** The value of the samples of a KME's metric whose labels are all of these, added up. */
    double metric(KmeId kme, String name, String... labels) throws IOException {
        URI metrics = URI.create("http://127.0.0.1:" + ports(kme).management() + "/q/metrics");
        // An upgrade to HTTP/2 now and then leaves a large answer without its end.
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            String text = http.send(
                            HttpRequest.newBuilder(metrics).timeout(ANSWER_TIME).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            return text.lines()
                    .filter(line -> line.startsWith(name + "{")
                            && List.of(labels).stream().allMatch(line::contains))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading " + metrics, e);
        }
    }

    static <T> T await(Future<T> future) throws IOException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(ANSWER_TIME.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for an answer", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("no answer: " + e.getMessage(), e);
        }
    }

    static void pause(int milliseconds) throws IOException {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while measuring", e);
        }
    }

    /** The network itself goes on. */
    @Override
    public void close() throws IOException {
        devices.forEach(Connections::close);
        status.close();
        await(vertx.close());
        restarted.values().forEach(GuardedProcess::close);
    }
}
