package dk.kronborg;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.testbed.client.Answer;
import dk.kronborg.testbed.client.DeliveredKey;
import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.client.RefusedException;
import dk.kronborg.testbed.client.SaeClient;
import dk.kronborg.testbed.client.Tls;
import dk.kronborg.testbed.launcher.RunningDemo;
import dk.kronborg.testbed.pki.Credential;
import dk.kronborg.testbed.pki.Pem;
import dk.kronborg.topology.identity.KmeId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database that stands still, or is shut down, and comes back under the same processes of the KMEs. */
class DatabaseAwayIT {

    private static final String MFA = "KME-MFA";
    private static final String MFA_1 = "SAE-MFA-1";
    private static final String MOD_1 = "SAE-MOD-1";
    private static final String POSTGRESQL = "postgresql";
    private static final int EACH = 12;
    /** What docs/key-delivery.md promises, and something for a machine that does much else. */
    private static final Duration BOUND = Duration.ofSeconds(20);

    private static RunningDemo demo;
    private static DemoNetwork network;
    private static SaeClient mfa;
    private static SaeClient mod;

    private final Set<UUID> ids = ConcurrentHashMap.newKeySet();
    private final Set<String> bits = ConcurrentHashMap.newKeySet();

    /** An answer, and how long it took. */
    private record Timed(Answer answer, Duration took) {}

    @BeforeAll
    static void start() throws IOException {
        demo = RunningNetwork.start("database-away");
        network = demo.network();
        mfa = network.client(MFA_1);
        mod = network.client(MOD_1);
    }

    @AfterAll
    static void stop() {
        mfa.close();
        mod.close();
        demo.close();
    }

    @BeforeEach
    void waitForKeys() {
        Awaitility.await("keys in both directions")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> mfa.status(MOD_1).storedKeyCount() >= 500
                        && mod.status(MFA_1).storedKeyCount() >= 500);
    }

    private List<DeliveredKey> fresh(List<DeliveredKey> keys) {
        for (DeliveredKey key : keys) {
            assertThat(ids.add(key.id())).as("%s is new", key).isTrue();
            assertThat(bits.add(HexFormat.of().formatHex(key.bytes())))
                    .as("the bits of %s are new", key)
                    .isTrue();
        }
        return keys;
    }

    private static List<UUID> ids(List<DeliveredKey> keys) {
        return keys.stream().map(DeliveredKey::id).toList();
    }

    private static Timed timed(SaeClient client, String path) throws IOException {
        long from = System.nanoTime();
        Answer answer = client.answer("GET", path, new byte[0], "Accept", "application/json");
        return new Timed(answer, Duration.ofNanos(System.nanoTime() - from));
    }

    private static void assertUnavailable(Timed timed) {
        assertThat(timed.answer.status()).as("after %s", timed.took).isEqualTo(503);
        assertThat(timed.answer.header("retry-after")).isEqualTo("1");
        assertThat(timed.took).isLessThan(BOUND);
    }

    /** Every way to the database at once, more requests than it has connections. */
    private void askWhileItIsAway(List<DeliveredKey> unfetched) throws Exception {
        List<Future<Timed>> keys = new ArrayList<>();
        List<Future<Timed>> statuses = new ArrayList<>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < EACH; i++) {
                UUID id = unfetched.get(i).id();
                keys.add(executor.submit(() -> timed(mfa, "/api/v1/keys/" + MOD_1 + "/enc_keys?number=3")));
                keys.add(executor.submit(() -> timed(mod, "/api/v1/keys/" + MFA_1 + "/dec_keys?key_ID=" + id)));
                statuses.add(executor.submit(() -> timed(mfa, "/api/v1/keys/" + MOD_1 + "/status")));
            }
            assertOtherPlanesStay();
            Duration longest = Duration.ZERO;
            for (Future<Timed> key : keys) {
                assertUnavailable(key.get());
                longest = longest.compareTo(key.get().took) < 0 ? key.get().took : longest;
            }
            for (Future<Timed> status : statuses) {
                // What it saw within the last second needs no database.
                if (status.get().answer.status() != 200) {
                    assertUnavailable(status.get());
                }
                assertThat(status.get().took).isLessThan(BOUND);
            }
            System.out.printf("%d requests answered 503, the last after %d ms%n", keys.size(), longest.toMillis());
        }
        assertUnavailable(timed(mfa, "/api/v1/keys/" + MOD_1 + "/enc_keys"));
        assertUnavailable(timed(mfa, "/api/v1/keys/" + MOD_1 + "/status"));
    }

    private static void assertOtherPlanesStay() throws Exception {
        Path tls = network.file("tls/operator");
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(Tls.context(
                        Credential.read(tls.resolve("operator-1.pem"), tls.resolve("operator-1.key.pem")),
                        Pem.readCertificates(tls.resolve("root.pem"))))
                .build()) {
            int port = demo.ports().of(new KmeId(MFA)).operator();
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("https://127.0.0.1:" + port + "/administration/v1/none"))
                    .timeout(Duration.ofSeconds(30))
                    .build();
            assertThat(http.send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(404);
        }
        assertThat(demo.metrics(MFA)).contains("kronborg_plane_connections");
    }

    /** By the same process, and whatever it says now is new; keys of before are fetched, or gone, never others. */
    private void assertGoesOn(ProcessHandle process, List<DeliveredKey> unfetched) throws IOException {
        Awaitility.await("keys again")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(200))
                .ignoreException(RefusedException.class)
                .until(() -> {
                    List<DeliveredKey> keys = fresh(mfa.newKeys(MOD_1, 20, 256));
                    return mod.keys(MFA_1, ids(keys)).equals(keys);
                });
        int gone = 0;
        for (DeliveredKey key : unfetched) {
            try {
                assertThat(mod.key(MFA_1, key.id())).isEqualTo(key);
            } catch (RefusedException e) {
                assertThat(e.status()).isEqualTo(400);
                gone++;
            }
        }
        System.out.println(gone + " of " + unfetched.size() + " keys were taken by requests that were answered 503");
        assertThat(gone).isLessThanOrEqualTo(EACH);
        for (int i = 0; i < 30; i++) {
            fresh(mfa.newKeys(MOD_1, 10, 256));
        }
        assertThat(demo.process(MFA)).isEqualTo(process);
        assertThat(process.isAlive()).isTrue();
        Awaitility.await("every bit accounted for")
                .atMost(Duration.ofMinutes(2))
                .until(() -> demo.metrics(MFA).contains("kronborg_pool_imbalance 0.0"));
    }

    /** What befalls a process. */
    private interface Step {
        void befall(String process) throws Exception;
    }

    private void survives(Step leaving, Step comingBack) throws Exception {
        ProcessHandle process = demo.process(MFA);
        List<DeliveredKey> unfetched = fresh(mfa.newKeys(MOD_1, 2 * EACH, 256));
        leaving.befall(POSTGRESQL);
        try {
            askWhileItIsAway(unfetched);
        } finally {
            comingBack.befall(POSTGRESQL);
        }
        assertGoesOn(process, unfetched);
    }

    @Test
    void standsStillAndGoesOn() throws Exception {
        survives(demo::pause, demo::resume);
    }

    @Test
    void isShutDownAndComesBack() throws Exception {
        survives(demo::interrupt, demo::restart);
    }
}
