package dk.kronborg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dk.kronborg.testbed.client.Answer;
import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.client.SaeClient;
import dk.kronborg.testbed.launcher.RunningDemo;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A fibre is cut while SAEs go on: those whose policy permits it get post-quantum keys and are told so, the others what is
 * left above the reserve, and then none; when it is mended, all get quantum keys again.
 */
class FallbackIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String STRICT = "SAE-MFA-1";
    private static final String STRICT_TARGET = "SAE-MOD-1";
    private static final int BLOCKS = 16;
    private static final int RESERVE = BLOCKS * 256 / 10;

    private static RunningDemo demo;
    private static DemoNetwork network;

    /** SAEs that may share keys by this policy, and the grade that they get while quantum keys can be had. */
    private record Pair(String master, String slave, String policy, String grade) {}

    private static final List<Pair> LENIENT = List.of(
            new Pair("SAE-MFA-2", "SAE-MOD-2", "PREFER_QKD", "QKD"),
            new Pair("SAE-MFA-3", "SAE-MOD-2", "ALWAYS_HYBRID", "HYBRID"));

    /** What one request was told. */
    private record Told(int status, String grade, String policy, String mode, boolean degraded, String reason) {}

    @BeforeAll
    static void start() {
        List<String> settings = new ArrayList<>();
        for (String kme : List.of("KME-MFA", "KME-MOD")) {
            Stream.of(
                            "kronborg.kme.pool.most-blocks=" + BLOCKS,
                            "kronborg.kme.mode.doubt=2s",
                            "kronborg.kme.mode.lost=4s",
                            "kronborg.kme.mode.recovered=5s",
                            "kronborg.kme.mode.dwell=5s",
                            "kronborg.kme.mode.recovered-at-most=20s")
                    .map(setting -> kme + ':' + setting)
                    .forEach(settings::add);
        }
        demo = RunningNetwork.start("fallback", settings.toArray(String[]::new));
        network = demo.network();
    }

    @AfterAll
    static void stop() {
        demo.close();
    }

    private static Answer get(SaeClient caller, String other, String method) throws IOException {
        return caller.answer("GET", "/api/v1/keys/" + other + "/" + method, new byte[0], "Accept", "application/json");
    }

    private static Told ask(SaeClient master, String slave, int number) throws IOException {
        return told(get(master, slave, "enc_keys?number=" + number));
    }

    private static Told told(Answer answer) throws IOException {
        JsonNode json = answer.json();
        JsonNode container = json.path("key_container_extension");
        return new Told(
                answer.status(),
                json.at("/keys/0/key_extension/qci_provenance/grade").asText(),
                container.path("qci_policy_applied").asText(),
                container.path("qci_mode").asText(),
                container.path("qci_degraded").asBoolean(),
                answer.status() == 200
                        ? container.path("qci_reason").asText()
                        : json.at("/details/0/qci_reason").asText());
    }

    private static JsonNode status(SaeClient master, String slave) throws IOException {
        return get(master, slave, "status").json().path("status_extension");
    }

    private static long stored(SaeClient master, String slave, String grade) throws IOException {
        return status(master, slave).path("qci_stored_by_grade").path(grade).asLong();
    }

    private static String mode(SaeClient strict) throws IOException {
        return status(strict, STRICT_TARGET).path("qci_mode").asText();
    }

    @Test
    void aCutFibreFailsNobodyWhosePolicyPermitsAnotherKey() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        Map<Pair, List<Told>> told = new HashMap<>();
        Map<Pair, Future<List<Told>>> clients = new HashMap<>();
        try (SaeClient strict = network.client(STRICT);
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            await("stores")
                    .atMost(PATIENCE)
                    .until(() -> stored(strict, STRICT_TARGET, "QKD") > 3000
                            && stored(strict, STRICT_TARGET, "HYBRID") > 500
                            && stored(strict, STRICT_TARGET, "PQC") > 3000);
            await("the start is over").atMost(PATIENCE).until(() -> mode(strict).equals("QKD_NORMAL"));
            try {
                LENIENT.forEach(pair -> clients.put(pair, executor.submit(() -> exchange(pair, enough))));
                cutAndMend(strict);
            } finally {
                enough.set(true);
            }
            for (Pair pair : LENIENT) {
                told.put(pair, Objects.requireNonNull(clients.get(pair)).get());
            }
        }

        told.forEach((pair, answers) -> {
            assertThat(answers).as(pair.policy).hasSizeGreaterThan(50).allMatch(answer -> answer.status == 200);
            assertThat(answers).allMatch(answer -> answer.policy.equals(pair.policy));
            assertThat(answers).allMatch(answer -> answer.degraded == answer.grade.equals("PQC"));
            assertThat(answers)
                    .extracting(Told::grade)
                    .contains(pair.grade, "PQC")
                    .containsOnly(pair.grade, "PQC");
            System.out.printf(
                    "%s: %d requests while a fibre was cut and mended, none failed, %d of them served by post-quantum keys%n",
                    pair.policy,
                    answers.size(),
                    answers.stream()
                            .filter(answer -> answer.grade.equals("PQC"))
                            .count());
        });
    }

    private static void cutAndMend(SaeClient strict) throws IOException {
        // What the devices have in their queues would come through a cut.
        for (String fault : List.of("dead tx", "dead rx", "cut")) {
            demo.fault("MFA-MOD", fault);
        }
        await("fallback").atMost(PATIENCE).until(() -> mode(strict).equals("FALLBACK_PQC"));
        assertThat(takeAll(strict)).isEqualTo("QKD_UNAVAILABLE");
        assertThat(stored(strict, STRICT_TARGET, "QKD")).isBetween(RESERVE - 1L, RESERVE + 50L);
        for (Pair pair : LENIENT) {
            try (SaeClient master = network.client(pair.master)) {
                assertThat(ask(master, pair.slave, 1))
                        .isEqualTo(new Told(200, "PQC", pair.policy, "FALLBACK_PQC", true, "QKD_UNAVAILABLE"));
            }
        }
        demo.fault("MFA-MOD", "clear");
        await("as before").atMost(PATIENCE).until(() -> mode(strict).equals("QKD_NORMAL"));
        assertThat(ask(strict, STRICT_TARGET, 1)).isEqualTo(new Told(200, "QKD", "QKD_ONLY", "QKD_NORMAL", false, ""));
    }

    /** A key every 100 ms, the same at both ends. */
    private static List<Told> exchange(Pair pair, AtomicBoolean enough) throws IOException, InterruptedException {
        List<Told> told = new ArrayList<>();
        try (SaeClient master = network.client(pair.master);
                SaeClient slave = network.client(pair.slave)) {
            while (!enough.get()) {
                Answer answer = get(master, pair.slave, "enc_keys");
                told.add(told(answer));
                if (answer.status() == 200) {
                    JsonNode given = answer.json().path("keys");
                    String id = given.at("/0/key_ID").asText();
                    JsonNode fetched =
                            get(slave, pair.master, "dec_keys?key_ID=" + id).json();
                    assertThat(fetched.path("keys")).isEqualTo(given);
                }
                Thread.sleep(100);
            }
        }
        return told;
    }

    /** Until there are no more; why not. */
    private static String takeAll(SaeClient strict) throws IOException {
        Told told = ask(strict, STRICT_TARGET, 50);
        while (told.status == 200) {
            assertThat(told.grade).isEqualTo("QKD");
            told = ask(strict, STRICT_TARGET, 50);
        }
        assertThat(told.status).isEqualTo(503);
        return told.reason;
    }
}
