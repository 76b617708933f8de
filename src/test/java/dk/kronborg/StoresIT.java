package dk.kronborg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dk.kronborg.administration.shell.KmeCommand;
import dk.kronborg.testbed.client.DeliveredKey;
import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.client.SaeClient;
import dk.kronborg.testbed.launcher.RunningDemo;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is known of the key stores, from the KMEs' databases by the broker to an operator; and the broker away. */
class StoresIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String MFA = "KME-MFA";
    private static final String MFA_1 = "SAE-MFA-1";
    private static final String MOD_1 = "SAE-MOD-1";
    private static final String POOL = "KME-MFA/KME-MOD";
    private static final String KAFKA = "kafka";
    private static final int KEY_BITS = 256;
    private static final int MOST_KEYS = 100;
    /** Reports of stores and of alarms, the network map, and states of links. */
    private static final int WHO_ASK_THE_BROKER = 4;

    private static RunningDemo demo;
    private static DemoNetwork network;
    private static SaeClient mfa;
    private static SaeClient mod;
    private static StoreBus bus;
    private static CentreApi centre;

    @BeforeAll
    static void start() throws IOException {
        demo = RunningNetwork.start("stores");
        network = demo.network();
        mfa = network.client(MFA_1);
        mod = network.client(MOD_1);
        bus = new StoreBus(network.kafka());
        centre = new CentreApi(network);
    }

    @AfterAll
    static void stop() {
        bus.close();
        mfa.close();
        mod.close();
        demo.close();
    }

    @Test
    void everyKmeReportsThePoolsThatItAllocatesFrom() {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(bus.newest()).containsOnlyKeys(pools()));

        for (String origin : List.of("QKD", "PQC")) {
            String pool = origin.equals("QKD") ? POOL : POOL + "/PQC";
            await().atMost(PATIENCE)
                    .until(() -> bus.newest(pool).path("usable_bits").asLong() > 0);
            JsonNode report = bus.newest(pool);
            assertThat(report.path("schema").asText()).isEqualTo("qkd.key-store/1");
            assertThat(report.path("origin").asText()).isEqualTo(origin);
            assertThat(report.path("grade").asText()).isEqualTo(origin);
            assertThat(report.path("usable_bits").asLong())
                    .isLessThanOrEqualTo(report.path("capacity_bits").asLong());
            assertThat(report.path("produced_bits").asLong())
                    .isEqualTo(report.path("stored_bits").asLong()
                            + report.path("delivered_bits").asLong()
                            + report.path("spent_bits").asLong()
                            + report.path("burnt_bits").asLong()
                            + report.path("destroyed_bits").asLong());
        }
    }

    /** Record keys of the pools of both origins. */
    private static Set<String> pools() {
        Set<String> pools = new TreeSet<>();
        network.links().forEach(link -> {
            pools.add("KME-" + link.from() + "/KME-" + link.to());
            pools.add("KME-" + link.to() + "/KME-" + link.from());
        });
        pools.addAll(pools.stream().map(pool -> pool + "/PQC").toList());
        return pools;
    }

    @Test
    void whatSaesTakeIsReported() throws IOException {
        waitForKeys();
        long before = reportAfter(Instant.now()).path("delivered_bits").asLong();
        for (int i = 0; i < 4; i++) {
            mfa.newKeys(MOD_1, 50, KEY_BITS);
        }

        assertThat(reportAfter(Instant.now()).path("delivered_bits").asLong()).isEqualTo(before + 200 * KEY_BITS);
    }

    @Test
    void theCentreShowsEveryPool() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(centre.stores())
                        .extracting(StoresIT::recordKey)
                        .containsExactlyInAnyOrderElementsOf(pools()));
        assertThat(centre.stores().stream()
                        .map(store -> store.path("origin").asText())
                        .distinct())
                .as("quantum key first")
                .containsExactly("QKD", "PQC");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(centre.stores()).allSatisfy(store -> {
                    assertThat(store.path("freshness").asText()).isEqualTo("FRESH");
                    assertThat(store.path("usable_bits").asLong()).isPositive();
                    assertThat(store.path("supply_bps").isNumber()).isTrue();
                }));
        for (String origin : List.of("QKD", "PQC")) {
            JsonNode course = centre.json("/api/v1/stores/KME-MFA/KME-MOD/course?origin=" + origin);
            assertThat(course.path("origin").asText()).isEqualTo(origin);
            assertThat(course.path("minutes")).isNotEmpty();
        }
        assertThat(centre.json("/api/v1/stores/KME-MFA/KME-MOD/course")
                        .path("origin")
                        .asText())
                .isEqualTo("QKD");
        assertThat(centre.get("/api/v1/stores/KME-MFA/KME-MOD/course?origin=XYZ")
                        .body())
                .contains("origin is one of [QKD, PQC]");
        assertThat(centre.get("/api/v1/stores/KME-MFA/KME-OSLO/course").statusCode())
                .isEqualTo(404);
        assertThat(centre.get("/api/v1/stores/KME-MFA/KME-MOD/course?minutes=1441")
                        .statusCode())
                .isEqualTo(400);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(centreMetrics())
                        .containsPattern(usable("QKD") + " [1-9]")
                        .containsPattern(usable("PQC") + " [1-9]"));
    }

    private static String usable(String origin) {
        return "kronborg_store_usable_bits\\{from=\"KME-MFA\",origin=\"" + origin + "\",to=\"KME-MOD\"\\}";
    }

    private static String recordKey(JsonNode store) {
        String ends = store.path("from").asText() + '/' + store.path("to").asText();
        String origin = store.path("origin").asText();
        return origin.equals("QKD") ? ends : ends + '/' + origin;
    }

    /** While nobody answers proposals nothing fills the store again, and no link is to blame. */
    @Test
    void postQuantumKeysThatRunDryRaiseAnAlarmOfTheirOwn() throws Exception {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(store(POOL + "/PQC").path("state").asText()).isEqualTo("OK"));
        assertThat(dry()).isEmpty();
        demo.pause("KME-MOD");
        JsonNode alarm;
        try {
            voidBlocks(MFA, postQuantumBlocks());
            alarm = await().atMost(PATIENCE)
                    .until(StoresIT::dry, found -> !found.isEmpty())
                    .getFirst();
            assertThat(store(POOL + "/PQC").path("state").asText()).isEqualTo("EMPTY");
        } finally {
            demo.resume("KME-MOD");
        }
        assertThat(alarm.path("type").asText()).isEqualTo("PQC_STORE_LOW");
        assertThat(alarm.path("severity").asText()).isEqualTo("CRITICAL");
        assertThat(alarm.path("root_cause").isTextual()).isFalse();
        assertThat(alarm.path("hit").toString()).contains(MFA_1, MOD_1);
        assertThat(alarm.path("proposed_repair_actions").toString()).contains("peer plane", "epochs");

        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(dry()).isEmpty());
        assertThat(store(POOL + "/PQC").path("state").asText()).isEqualTo("OK");
    }

    private static List<JsonNode> dry() {
        JsonNode alarms = centre.json("/api/v1/alarms?shown=ACTIVE&resource=store:KME-MFA-%3EKME-MOD%20PQC");
        return StreamSupport.stream(alarms.path("alarms").spliterator(), false).toList();
    }

    private static String[] postQuantumBlocks() throws SQLException {
        List<String> options = new ArrayList<>();
        try (Connection connection =
                        DriverManager.getConnection("jdbc:" + network.kme(MFA).database());
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("select b.block_id from block b join block_use u on u.block = b.id"
                                + " join pool p on p.id = b.pool where p.from_kme = 'KME-MFA' and p.to_kme = 'KME-MOD'"
                                + " and p.origin = 'PQC' and u.state <> 'DESTROYED'")) {
            while (row.next()) {
                options.addAll(List.of("--block", row.getString(1)));
            }
        }
        assertThat(options).isNotEmpty();
        return options.toArray(String[]::new);
    }

    private static String centreMetrics() throws IOException {
        URI uri = URI.create("http://127.0.0.1:" + demo.ports().centreManagement() + "/q/metrics");
        try (InputStream in = uri.toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The fibre is cut and SAEs go on: the centre says how long the store lasts before it is gone. */
    @Test
    void aStoreThatNothingComesIntoIsForetoldToRunOut() throws Exception {
        waitForKeys();
        demo.fault("MFA-MOD", "cut");
        try {
            long usable = store().path("usable_bits").asLong();
            JsonNode store = await().atMost(Duration.ofMinutes(4))
                    .pollInterval(Duration.ofMillis(500))
                    .until(
                            () -> {
                                long left = mfa.status(MOD_1).storedKeyCount();
                                // A fiftieth each half second, so it is never empty before it is foretold.
                                for (int due = (int) left / 50; due > 0; due -= MOST_KEYS) {
                                    mfa.newKeys(MOD_1, Math.min(due, MOST_KEYS), KEY_BITS);
                                }
                                return store();
                            },
                            seen -> seen.path("running_out").asText().equals("MAJOR"));

            assertThat(store.path("usable_bits").asLong()).isLessThan(usable);
            assertThat(store.path("time_to_empty_s").asLong()).isBetween(1L, 600L);
            assertThat(store.path("consumption_bps").asDouble())
                    .isGreaterThan(store.path("supply_bps").asDouble());
            assertLinkStatusFollows("PASSIVE");
            // A device that dies forgets the blocks that it has not handed over; others may be on their way still.
            demo.fault("MFA-MOD", "dead tx");
            demo.fault("MFA-MOD", "dead rx");
            await().atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofSeconds(2))
                    .until(() -> {
                        voidAll(MFA);
                        voidAll("KME-MOD");
                        return linkStatus().equals("OFF");
                    });
            assertLinkStatusFollows("OFF");
        } finally {
            demo.fault("MFA-MOD", "clear");
        }
        assertLinkStatusFollows("ACTIVE");
    }

    /** Of ETSI GS QKD 015, in the API and in what the centre says on the bus. */
    private static void assertLinkStatusFollows(String status) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(linkStatus()).isEqualTo(status));
        try (TelemetryBus links = new TelemetryBus(network.kafka())) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(links.stateOf("MFA-MOD")
                                    .orElseThrow()
                                    .path("etsi_link_status")
                                    .asText())
                            .isEqualTo(status));
        }
    }

    private static String linkStatus() {
        return centre.json("/api/v1/links/MFA-MOD/state").path("etsi_status").asText();
    }

    private static void voidAll(String kme) {
        voidBlocks(kme, "--link", "MFA-MOD");
    }

    private static void voidBlocks(String kme, String... which) {
        StringWriter errors = new StringWriter();
        Path operator = network.directory().resolve("operators").resolve("operator-1");
        List<String> words = new ArrayList<>(List.of(
                "--config", operator.resolve(kme + ".properties").toString(), "void", "--reason", "the fibre was cut"));
        words.addAll(List.of(which));
        int status = KmeCommand.run(
                new PrintWriter(new StringWriter()), new PrintWriter(errors, true), words.toArray(String[]::new));
        assertThat(errors.toString()).isEmpty();
        assertThat(status).isZero();
    }

    private static JsonNode store() {
        return store(POOL);
    }

    private static JsonNode store(String pool) {
        return centre.stores().stream()
                .filter(store -> recordKey(store).equals(pool))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aBrokerThatDiesKeepsNobodyWaiting() throws Exception {
        assertDeliveryGoesOn(() -> demo.kill(KAFKA), () -> demo.restart(KAFKA));
    }

    @Test
    void aBrokerThatStandsStillKeepsNobodyWaiting() throws Exception {
        assertDeliveryGoesOn(() -> demo.pause(KAFKA), () -> demo.resume(KAFKA));
    }

    /** What befalls the broker. */
    private interface Step {
        void befall() throws IOException;
    }

    private static void assertDeliveryGoesOn(Step leaving, Step comingBack) throws Exception {
        waitForKeys();
        reportAfter(Instant.now());
        // Whoever complained before works again, or it would not complain anew.
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(recoveries()).isEqualTo(complaints()));
        long complaints = complaints();
        Duration longest = Duration.ZERO;
        int requests = 0;
        leaving.befall();
        try {
            long noticed = 0;
            // Until the KME has missed several reports, and long enough for many requests.
            while (noticed == 0
                    || requests <= 200
                    || System.nanoTime() - noticed < Duration.ofSeconds(20).toNanos()) {
                long from = System.nanoTime();
                List<DeliveredKey> keys = mfa.newKeys(MOD_1, 2, KEY_BITS);
                assertThat(mod.keys(MFA_1, ids(keys))).isEqualTo(keys);
                Duration took = Duration.ofNanos(System.nanoTime() - from);
                longest = longest.compareTo(took) < 0 ? took : longest;
                requests += 2;
                noticed = noticed == 0 && complaints() >= complaints + WHO_ASK_THE_BROKER ? System.nanoTime() : noticed;
                // So that the pool lasts as long as the broker is away.
                Thread.sleep(10);
            }
        } finally {
            comingBack.befall();
        }
        System.out.printf(
                "%d requests while the broker was away, none failed, the slowest pair took %d ms%n",
                requests, longest.toMillis());
        assertThat(complaints())
                .as("said once of stores, alarms, maps and states of links, not at every attempt")
                .isEqualTo(complaints + WHO_ASK_THE_BROKER);
        reportAfter(Instant.now());
    }

    private static void waitForKeys() {
        await("keys")
                .atMost(Duration.ofMinutes(2))
                .until(() -> mfa.status(MOD_1).storedKeyCount() >= 5000);
    }

    /** The first report of the pool that is made after that time. */
    private static JsonNode reportAfter(Instant time) {
        return await().atMost(PATIENCE)
                .until(
                        () -> bus.newest(POOL),
                        report -> Instant.parse(report.path("reported_at").asText("1970-01-01T00:00:00Z"))
                                .isAfter(time));
    }

    private static long complaints() throws IOException {
        return logged("^(?!.*works again$).*(broker|org\\.apache\\.kafka)");
    }

    private static long recoveries() throws IOException {
        return logged("(store report|alarm report|network map from the broker|states of links) works again");
    }

    /** How many lines of the KME's log hold that. */
    private static long logged(String regex) throws IOException {
        Pattern pattern = Pattern.compile(regex);
        try (var lines = Files.lines(network.file("kme-mfa/kme-mfa.log"))) {
            return lines.filter(line -> pattern.matcher(line).find()).count();
        }
    }

    private static List<UUID> ids(List<DeliveredKey> keys) {
        return keys.stream().map(DeliveredKey::id).toList();
    }
}
