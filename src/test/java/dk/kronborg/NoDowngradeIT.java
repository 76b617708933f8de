package dk.kronborg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.PeerAttacker.Attempt;
import dk.kronborg.PolicyWatch.Pair;
import dk.kronborg.PolicyWatch.Told;
import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.client.SaeClient;
import dk.kronborg.testbed.launcher.RunningDemo;
import dk.kronborg.testbed.network.ReferenceNetwork;
import dk.kronborg.testbed.process.Directories;
import dk.kronborg.topology.identity.KmeId;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Somebody has stolen the TLS keys of all KMEs and sits between them, owns the broker and reaches the fibres: keys stop, but
 * none is below the policy of its pair, and what he tries is alarmed. Meanwhile SAEs take keys in every way of asking
 * ({@link PolicyWatch}).
 *
 * <p>The order of the tests matters to the clock only: the network takes a while to recover from the last one.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NoDowngradeIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final KmeId MFA = new KmeId("KME-MFA");
    private static final KmeId MOD = new KmeId("KME-MOD");
    private static final KmeId DC2 = new KmeId("KME-DC2");

    private static final int BLOCKS = 16;
    /** A block of 8 KiB, in keys of 256 bits. */
    private static final int BLOCK_KEYS = 256;

    /** Keys of 256 bits in a store with room: above its low mark, below the high one. */
    private static final int ROOMY = 5 * BLOCK_KEYS;
    /** Devices may fill a store as fast as it is emptied. */
    private static final int MOST_TAKES = 2 * BLOCKS;

    private static final Pair STRICT = new Pair("SAE-MFA-1", "SAE-MOD-1", "QKD_ONLY", Set.of("QKD"), false);
    private static final Pair BACK = new Pair("SAE-MOD-1", "SAE-MFA-1", "QKD_ONLY", Set.of("QKD"), false);
    private static final Pair PREFERRING = new Pair("SAE-MFA-2", "SAE-MOD-2", "PREFER_QKD", Set.of("QKD"), true);
    private static final Pair HYBRID = new Pair("SAE-MFA-3", "SAE-MOD-2", "ALWAYS_HYBRID", Set.of("HYBRID"), true);
    private static final Pair HYBRID_BACK = new Pair("SAE-MOD-2", "SAE-MFA-3", "ALWAYS_HYBRID", Set.of("HYBRID"), true);
    /** Of the two KMEs that never get to an epoch. */
    private static final Pair WEAKENED = new Pair("SAE-MOD-1", "SAE-DC2-1", "QKD_ONLY", Set.of("QKD"), false);

    private static final Pair WEAKENED_BACK = new Pair("SAE-DC2-1", "SAE-MOD-1", "QKD_ONLY", Set.of("QKD"), false);

    private static final PeerAttacker ATTACKER = new PeerAttacker(Set.of(MOD, DC2));

    private static RunningDemo demo;
    private static DemoNetwork network;
    private static CentreApi centre;
    private static PolicyWatch watch;

    @BeforeAll
    static void start() throws IOException {
        Path directory = Path.of("target", "no-downgrade").toAbsolutePath();
        Directories.delete(directory);
        String[] settings = Stream.of(MFA, MOD, DC2)
                .flatMap(kme -> Stream.of(
                                "kronborg.kme.pqc.rekey=1m",
                                "kronborg.kme.pool.most-blocks=" + BLOCKS,
                                "kronborg.kme.mode.doubt=15s",
                                "kronborg.kme.mode.lost=25s",
                                "kronborg.kme.mode.recovered=15s",
                                "kronborg.kme.mode.dwell=5s",
                                "kronborg.kme.mode.recovered-at-most=20s")
                        .map(setting -> kme + ":" + setting))
                .toArray(String[]::new);
        demo = RunningDemo.startIntercepted(
                ReferenceNetwork.QUICK,
                directory,
                Path.of(System.getProperty("kronborg.application")),
                ATTACKER,
                settings);
        network = demo.network();
        centre = new CentreApi(network);
        watch = new PolicyWatch(
                network, ATTACKER, List.of(STRICT, BACK, PREFERRING, HYBRID, HYBRID_BACK, WEAKENED, WEAKENED_BACK));
    }

    @AfterEach
    void noKeyWasBelowPolicy() {
        assertThat(watch.faults()).isEmpty();
    }

    @AfterAll
    static void stop() throws IOException {
        if (watch == null) {
            return;
        }
        watch.close();
        Map<String, Long> alarms = new TreeMap<>();
        for (KmeId kme : List.of(MFA, MOD, DC2)) {
            for (String kind :
                    List.of("EPOCH_FORGED", "KEY_STORE_MISMATCH", "PEER_CONTRADICTION", "QUANTUM_KEYS_SHORT")) {
                alarms.put(kme + " " + kind, alarms(kme, kind));
            }
        }
        demo.close();
        System.out.printf("%d attempts between KMEs:%n", ATTACKER.attempts().size());
        ATTACKER.attempts().stream()
                .collect(Collectors.groupingBy(
                        attempt -> attempt.what() + ", answered " + attempt.answer(),
                        TreeMap::new,
                        Collectors.counting()))
                .forEach((what, count) -> System.out.printf("  %d x %s%n", count, what));
        System.out.println("alarms: " + alarms);
        System.out.println("keys and refusals: ");
        watch.tally().forEach((what, count) -> System.out.printf("  %s: %d%n", what, count));
        assertThat(watch.faults()).isEmpty();
    }

    @Test
    @Order(1)
    void swappedSuitesMakeNoEpochAndKeysThatNeedOneAreRefused() throws Exception {
        await("every kind of answer")
                .atMost(PATIENCE)
                .until(() -> ATTACKER.attempts().stream()
                                .filter(attempt -> attempt.answer().equals("NONE")
                                        && !attempt.what().equals("an old answer"))
                                .map(Attempt::what)
                                .distinct()
                                .count()
                        == PeerAttacker.kindsOfAnswers());

        List<Attempt> attempts = ATTACKER.attempts();
        assertThat(attempts.stream().filter(attempt -> attempt.what().contains("suite") && !isAboutABlock(attempt)))
                .extracting(Attempt::answer)
                .containsOnly("SIGNATURE", "NONE");
        assertThat(attempts.stream().filter(attempt -> attempt.what().startsWith("a proposal that is signed")))
                .isNotEmpty()
                .extracting(Attempt::answer)
                .containsOnly("IDENTITY");
        assertAlarmed("EPOCH_FORGED", MOD, attempts);
        assertAlarmed("EPOCH_FORGED", DC2, attempts);
        assertThat(ask(MOD, epochs(MOD, DC2))).isEqualTo("0");
        assertThat(ask(DC2, epochs(DC2, MOD))).isEqualTo("0");

        for (Pair pair : List.of(WEAKENED, WEAKENED_BACK)) {
            await("quantum keys")
                    .atMost(PATIENCE)
                    .until(() -> watch.ask(pair, "{}").status() == 200);
            Told told = watch.ask(pair, PolicyWatch.mandatory("HYBRID"));
            assertThat(told.status()).isEqualTo(503);
            assertThat(told.reason()).isEqualTo("PQC_UNAVAILABLE");
            assertThat(watch.ask(pair, PolicyWatch.mandatory("PQC")).grade()).isEqualTo("QKD");
        }
        for (KmeId kme : List.of(MOD, DC2)) {
            await("the centre's alarm")
                    .atMost(PATIENCE)
                    .until(() -> centreAlarms("kme:" + kme).contains("EPOCH_FORGED"));
        }
    }

    @Test
    @Order(3)
    void oldWordsMakeNoEpoch() throws Exception {
        awaitOrdinaryTimes();
        String newest = newestEpochs();
        ATTACKER.replay(true);
        try {
            await("old words at both ends")
                    .atMost(PATIENCE)
                    .until(() -> Stream.of(MFA, MOD)
                            .allMatch(kme -> Stream.of("an old proposal", "one's own proposal", "an old answer")
                                    .allMatch(what -> ATTACKER.attempts().stream()
                                            .anyMatch(attempt -> attempt.what().equals(what)
                                                    && attempt.seenBy().equals(kme)))));
            List<Attempt> attempts = ATTACKER.attempts();
            assertThat(answers(attempts, "an old proposal")).containsOnly("REPLAY");
            assertThat(answers(attempts, "one's own proposal")).containsOnly("IDENTITY");
            assertThat(answers(attempts, "another pair's proposal")).containsOnly("SIGNATURE");
            assertAlarmed("EPOCH_FORGED", MFA, attempts);
            assertAlarmed("EPOCH_FORGED", MOD, attempts);
            assertThat(newestEpochs()).isEqualTo(newest);
            assertThat(watch.ask(HYBRID, "{}").grade()).isEqualTo("HYBRID");
        } finally {
            ATTACKER.replay(false);
        }
        await("a new epoch, once he lets them")
                .atMost(PATIENCE)
                .until(() -> !newestEpochs().equals(newest));
    }

    @Test
    @Order(4)
    void hiddenEpochsMakeBlocksWithoutSecondSecretsAndNoHybridPairGetsThem() throws Exception {
        awaitOrdinaryTimes();
        String without = "select count(*) from block b join pool p on p.id = b.pool where p.origin = 'QKD'"
                + " and b.number is not null and b.hybrid_epoch is null and 'KME-DC2' not in (p.from_kme, p.to_kme)";
        long before = Long.parseLong(ask(MOD, without));
        long alarms = contradictions();
        ATTACKER.hideEpochs(true);
        try {
            await("blocks without second secrets").atMost(PATIENCE).until(() -> {
                makeRoom();
                return Long.parseLong(ask(MOD, without)) > before;
            });
            await("alarms").atMost(PATIENCE).until(() -> contradictions() > alarms);
        } finally {
            ATTACKER.hideEpochs(false);
        }
        // What is left of the others may be used up.
        assertThat(watch.ask(HYBRID, "{}").grade()).isIn("HYBRID", "");
        assertThat(watch.ask(STRICT, "{}").grade()).isEqualTo("QKD");
        await("hybrid keys again").atMost(PATIENCE).until(() -> {
            makeRoom();
            return watch.ask(HYBRID, "{}").grade().equals("HYBRID");
        });
    }

    @Test
    @Order(5)
    void offersWhoseSecondSecretIsChangedDestroyTheirBlocks() throws Exception {
        awaitOrdinaryTimes();
        ATTACKER.changeOffers();
        await("all changes").atMost(PATIENCE).until(() -> {
            makeRoom();
            return !ATTACKER.isBusy();
        });
        await("alarms").atMost(PATIENCE).untilAsserted(() -> {
            List<Attempt> changes = ATTACKER.attempts().stream()
                    .filter(NoDowngradeIT::isAboutABlock)
                    .toList();
            assertThat(changes)
                    .hasSizeGreaterThanOrEqualTo(3)
                    .extracting(Attempt::answer)
                    .isSubsetOf("MISMATCH", "REFUSED");
            for (KmeId end : List.of(MFA, MOD)) {
                assertThat(alarms(end, "KEY_STORE_MISMATCH") + alarms(end, "PEER_CONTRADICTION"))
                        .as(end + ", which sees them as one end or the other")
                        .isGreaterThanOrEqualTo(changes.size());
            }
        });
        String usable = "select count(*) from block b join block_use u on u.block = b.id"
                + " where u.state in ('RECEIVED', 'OFFERED', 'OPEN') and b.block_id in ("
                + ATTACKER.tampered().stream().map(id -> "'" + id + "'").collect(Collectors.joining(", "))
                + ")";
        for (KmeId end : List.of(MFA, MOD)) {
            await("destroyed at " + end)
                    .atMost(PATIENCE)
                    .until(() -> ask(end, usable).equals("0"));
        }
        assertThat(watch.ask(HYBRID, "{}").grade()).isEqualTo("HYBRID");
    }

    /**
     * Telemetry is signed by devices, states and alarms of links by the centre. What KMEs report of stores and alarms is not
     * signed: the centre believes it. KMEs read none of these.
     */
    @Test
    @Order(2)
    void aBrokerThatLiesChangesNoModeAndNoGrade() throws Exception {
        awaitOrdinaryTimes();
        List<String> modes = modes();
        try (TelemetryBus bus = new TelemetryBus(network.kafka())) {
            ObjectNode device = (ObjectNode) bus.newestTelemetry("MFA-MOD");
            device.put("event_id", UUID.randomUUID().toString()).put("device_state", "OFF");
            var lie = bus.put("MFA-MOD", bytes(device));
            for (String state : List.of("ENABLED TRUSTED ACTIVE", "DISABLED REVOKED OFF", "ENABLED QUARANTINED OFF")) {
                bus.put("qkd.link-state.v1", "MFA-MOD", bytes(linkState(state.split(" "))));
            }
            ObjectNode report = (ObjectNode) CentreApi.parse(
                    "{\"schema\": \"qkd.kme-alarms/1\", \"sequence\": 1, \"omitted\": 0, \"alarms\": [{\"type\":"
                            + " \"QUANTUM_KEYS_SHORT\", \"subject\": \"forged\", \"severity\": \"critical\", \"text\":"
                            + " \"no quantum keys\"}]}");
            ((ObjectNode) report.path("alarms").path(0)).put("since", now());
            report.put("kme_id", MFA.value())
                    .put("process", UUID.randomUUID().toString())
                    .put("reported_at", now());
            bus.put("qkd.kme-alarms.v1", MFA.value(), bytes(report));
            bus.put("qkd.alarms.v1", UUID.randomUUID().toString(), bytes(alarm()));
            bus.putStoreReport("KME-MFA/KME-MOD", storeReport());

            await("the centre refuses what is signed")
                    .atMost(PATIENCE)
                    .until(() -> bus.refusalOf(lie)
                            .filter(refusal -> refusal.path("reason").asText().equals("WRONG_SIGNATURE"))
                            .isPresent());
            await("and raises an alarm")
                    .atMost(PATIENCE)
                    .until(() -> centreAlarms("link:MFA-MOD").contains("TELEMETRY_REFUSED"));
            await("it believes what is not")
                    .atMost(PATIENCE)
                    .until(() -> centreAlarms("kme:KME-MFA").contains("QUANTUM_KEYS_SHORT"));
        }
        await("KMEs do not").during(Duration.ofSeconds(5)).atMost(PATIENCE).untilAsserted(() -> {
            assertThat(modes()).isEqualTo(modes);
            for (Pair pair : List.of(STRICT, BACK, PREFERRING, WEAKENED)) {
                assertThat(watch.ask(pair, "{}").grade()).as(pair.toString()).isEqualTo("QKD");
            }
            assertThat(watch.ask(HYBRID, "{}").grade()).isEqualTo("HYBRID");
        });
    }

    @Test
    @Order(6)
    void aCutFibreGivesThoseWhoNeedQuantumKeysNoOthers() throws Exception {
        awaitOrdinaryTimes();
        // What the devices have in their queues would come through a cut.
        for (String fault : List.of("dead tx", "dead rx", "cut")) {
            demo.fault("MFA-MOD", fault);
        }
        try {
            // A store that is full misses nothing, and devices still have what they made while it was.
            await("fallback").atMost(PATIENCE).until(() -> {
                makeRoom();
                return mode(STRICT).equals("FALLBACK_PQC");
            });
            Told last = watch.take(STRICT, BLOCKS * BLOCK_KEYS / 128 + 1);
            assertThat(last.status()).isEqualTo(503);
            assertThat(last.reason()).isEqualTo("QKD_UNAVAILABLE");
            for (String request : List.of(PolicyWatch.mandatory("PQC"), PolicyWatch.mandatory("LOCAL"))) {
                assertThat(watch.take(STRICT, 2).status()).isEqualTo(503);
                Told single = watch.ask(STRICT, request);
                assertThat(single.status() == 503 || single.grade().equals("QKD"))
                        .isTrue();
            }
            assertThat(watch.ask(HYBRID, "{}").grade()).isEqualTo("PQC");
            assertThat(watch.ask(HYBRID, PolicyWatch.mandatory("HYBRID")).grade())
                    .isIn("HYBRID", "");
            assertThat(alarms(MFA, "QUANTUM_KEYS_SHORT")).isPositive();
        } finally {
            demo.fault("MFA-MOD", "clear");
        }
    }

    private static long contradictions() throws IOException {
        return alarms(MFA, "PEER_CONTRADICTION") + alarms(MOD, "PEER_CONTRADICTION");
    }

    private static void awaitOrdinaryTimes() {
        await("ordinary times")
                .atMost(PATIENCE)
                .until(() -> Stream.of(STRICT, BACK)
                        .allMatch(pair -> mode(pair).equals("QKD_NORMAL") && stored(pair, "HYBRID") > BLOCK_KEYS));
    }

    /** So that devices deliver further blocks, and some may be without second secrets. */
    private static void makeRoom() throws IOException {
        for (Pair pair : List.of(STRICT, BACK)) {
            boolean more = true;
            for (int takes = 0; takes < MOST_TAKES && more && stored(pair, "QKD") > ROOMY; takes++) {
                more = watch.take(pair, 1).status() == 200;
            }
        }
    }

    private static JsonNode status(Pair pair) {
        try (SaeClient master = network.client(pair.master())) {
            return master.answer(
                            "GET",
                            "/api/v1/keys/" + pair.slave() + "/status",
                            new byte[0],
                            "Accept",
                            "application/json")
                    .json()
                    .path("status_extension");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String mode(Pair pair) {
        return status(pair).path("qci_mode").asText();
    }

    private static List<String> modes() {
        return Stream.of(STRICT, BACK).map(NoDowngradeIT::mode).toList();
    }

    private static long stored(Pair pair, String grade) {
        return status(pair).path("qci_stored_by_grade").path(grade).asLong();
    }

    /** How many alarms of that kind the KME's log has. */
    private static long alarms(KmeId kme, String kind) throws IOException {
        String name = kme.value().toLowerCase(Locale.ROOT);
        try (Stream<String> lines = Files.lines(network.file(name + "/" + name + ".log"))) {
            return lines.filter(line -> line.contains("[dk.kronborg.alarm]") && line.contains(" " + kind + " "))
                    .count();
        }
    }

    /** As often as somebody forged a word about epochs to that KME, it raised an alarm. */
    private static void assertAlarmed(String kind, KmeId kme, List<Attempt> attempts) {
        long tried = attempts.stream()
                .filter(attempt -> attempt.seenBy().equals(kme) && !isAboutABlock(attempt))
                .count();
        assertThat(tried).isPositive();
        await(tried + " alarms at " + kme).atMost(PATIENCE).until(() -> alarms(kme, kind) >= tried);
    }

    /** Other attempts are about an epoch. */
    private static boolean isAboutABlock(Attempt attempt) {
        return attempt.what().startsWith("the second secret");
    }

    private static List<String> answers(List<Attempt> attempts, String what) {
        return attempts.stream()
                .filter(attempt -> attempt.what().equals(what))
                .map(Attempt::answer)
                .toList();
    }

    private static List<String> centreAlarms(String resource) {
        return StreamSupport.stream(
                        centre.json("/api/v1/alarms?shown=ACTIVE&resource=" + resource)
                                .path("alarms")
                                .spliterator(),
                        false)
                .map(alarm -> alarm.path("type").asText())
                .toList();
    }

    private static String epochs(KmeId from, KmeId to) {
        return "select count(*) from epoch e join pool p on p.id = e.pool where p.from_kme = '" + from
                + "' and p.to_kme = '" + to + "'";
    }

    /** Of both directions between MFA and MOD, as each end has it. */
    private static String newestEpochs() throws SQLException {
        List<String> newest = new ArrayList<>();
        for (KmeId end : List.of(MFA, MOD)) {
            newest.add(ask(
                    end,
                    "select string_agg(id::text, ' ' order by pool) from epoch e where ordinal = (select max(ordinal)"
                            + " from epoch n where n.pool = e.pool) and pool in (select id from pool where 'KME-DC2' not"
                            + " in (from_kme, to_kme))"));
        }
        return newest.toString();
    }

    private static String ask(KmeId kme, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:" + network.kme(kme.value()).database());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    private static String now() {
        return Instant.now().toString();
    }

    private static byte[] bytes(JsonNode message) {
        return message.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String noSignature() {
        return Base64.getEncoder().encodeToString(new byte[64]);
    }

    private static ObjectNode linkState(String... operationalSecurityEtsi) {
        return ((ObjectNode) CentreApi.parse(
                        "{\"schema\": \"qkd.link-state/1\", \"link_id\": \"MFA-MOD\", \"revision\": 9000000,"
                                + " \"administrative_state\": \"UNLOCKED\", \"key_generation\": \"STOPPED\", \"telemetry\":"
                                + " \"FRESH\", \"link_class\": null, \"severity\": \"CRITICAL\"}"))
                .put("at", now())
                .put("operational_state", operationalSecurityEtsi[0])
                .put("security", operationalSecurityEtsi[1])
                .put("etsi_link_status", operationalSecurityEtsi[2])
                .put("sig_key_id", "centre-1")
                .put("sig", noSignature());
    }

    private static ObjectNode alarm() {
        return ((ObjectNode) CentreApi.parse(
                        "{\"schema\": \"qkd.alarm/1\", \"change\": 9000000, \"changed\": \"RAISED\", \"resource\":"
                                + " \"link:MFA-MOD\", \"alarm_type\": \"FIBRE_CUT\", \"qualifier\": \"\","
                                + " \"perceived_severity\": \"critical\"}"))
                .put("changed_at", now())
                .put("sig_key_id", "centre-1")
                .put("sig", noSignature());
    }

    private static String storeReport() {
        return ((ObjectNode) CentreApi.parse(
                        "{\"schema\": \"qkd.key-store/1\", \"kme_id\": \"KME-MFA\", \"peer_kme_id\": \"KME-MOD\", \"grade\":"
                                + " \"QKD\", \"usable_bits\": 0, \"stored_bits\": 0, \"capacity_bits\": 1048576,"
                                + " \"low_bits\": 262144, \"reserve_bits\": 104857, \"key_bits\": 256, \"oldest_s\": null,"
                                + " \"produced_bits\": 1048576, \"delivered_bits\": 1048576, \"spent_bits\": 0,"
                                + " \"burnt_bits\": 0, \"destroyed_bits\": 0}"))
                .put("reported_at", now())
                .toString();
    }
}
