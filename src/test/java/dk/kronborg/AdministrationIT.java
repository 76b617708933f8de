package dk.kronborg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dk.kronborg.administration.shell.KmeCommand;
import dk.kronborg.testbed.client.DeliveredKey;
import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.client.RefusedException;
import dk.kronborg.testbed.client.SaeClient;
import dk.kronborg.testbed.client.Tls;
import dk.kronborg.testbed.launcher.RunningDemo;
import dk.kronborg.testbed.pki.Credential;
import dk.kronborg.testbed.pki.Pem;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The administration of running KMEs by their operators, docs/administration.md. On a network of its own: it destroys. */
class AdministrationIT {

    private static final String MFA = "KME-MFA";
    private static final String MOD = "KME-MOD";
    private static final String DC2 = "KME-DC2";
    private static final String MFA_1 = "SAE-MFA-1";
    private static final String MFA_2 = "SAE-MFA-2";
    private static final String MOD_1 = "SAE-MOD-1";
    private static final String DC2_1 = "SAE-DC2-1";
    private static final String ONE = "operator-1";
    private static final String OTHER = "operator-2";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(10);

    private static RunningDemo demo;
    private static DemoNetwork network;

    @BeforeAll
    static void startNetwork() {
        // Blocks that are held put a pool into fallback; the few keys of these tests are to be given then, too.
        demo = RunningNetwork.start(
                "administered",
                "KME-MFA:kronborg.kme.pool.reserve=0",
                "KME-MOD:kronborg.kme.pool.reserve=0",
                "KME-MOD:kronborg.kme.policy.barred=SAE-MOD-2");
        network = demo.network();
    }

    @AfterAll
    static void stopNetwork() {
        demo.close();
    }

    /** What a command of the shell did. */
    private record Ran(int status, String out, String errors) {}

    private static Path connection(String operator, String kme) {
        return network.directory().resolve("operators").resolve(operator).resolve(kme + ".properties");
    }

    private static Ran run(Path connection, String... command) {
        StringWriter out = new StringWriter();
        StringWriter errors = new StringWriter();
        List<String> arguments = new ArrayList<>(List.of("--config", connection.toString()));
        arguments.addAll(List.of(command));
        int status = KmeCommand.run(
                new PrintWriter(out, true), new PrintWriter(errors, true), arguments.toArray(String[]::new));
        return new Ran(status, out.toString(), errors.toString());
    }

    /** Runs a command that has to succeed, and returns what it says. */
    private static String order(String operator, String kme, String... command) {
        Ran ran = run(connection(operator, kme), command);
        assertThat(ran.errors()).isEmpty();
        assertThat(ran.status()).isZero();
        return ran.out();
    }

    private static void assertRefused(String why, String operator, String kme, String... command) {
        Ran ran = run(connection(operator, kme), command);
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.errors()).startsWith("kronborg: ").contains(why);
    }

    private static long number(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    private static JsonNode status(String kme) throws IOException {
        return JSON.readTree(order(ONE, kme, "status", "--json"));
    }

    private static JsonNode pool(String at, String from, String to) throws IOException {
        for (JsonNode pool : status(at).path("pools")) {
            if (pool.path("from").asText().equals(from)
                    && pool.path("to").asText().equals(to)
                    && pool.path("origin").asText().equals("QKD")) {
                return pool;
            }
        }
        throw new AssertionError(at + " has no pool from " + from + " to " + to);
    }

    private static void assertBalanced() throws IOException {
        for (String kme : List.of(MFA, MOD)) {
            JsonNode pools = status(kme).path("pools");
            assertThat(pools).isNotEmpty();
            for (JsonNode pool : pools) {
                assertThat(pool.path("imbalance_bits").asLong(-1))
                        .as("%s", pool)
                        .isZero();
            }
        }
    }

    @BeforeEach
    void waitForKeys() throws IOException {
        try (SaeClient mfa = network.client(MFA_1);
                SaeClient mod = network.client(MOD_1)) {
            awaitStored(mfa, MOD_1, 1000);
            awaitStored(mod, MFA_1, 1000);
        }
    }

    private static void awaitStored(SaeClient client, String other, int keys) {
        Awaitility.await(keys + " keys")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> client.status(other).storedKeyCount() >= keys);
    }

    /** No more blocks come on the link between the ministries, and all that came are confirmed. */
    private static void silenceLink() throws IOException {
        // A device that dies forgets the blocks that it has not handed over.
        for (String fault : List.of("dead tx", "dead rx", "cut")) {
            demo.fault("MFA-MOD", fault);
        }
        AtomicLong before = new AtomicLong(-1);
        Awaitility.await("no more blocks")
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> {
                    long produced = 0;
                    for (String kme : List.of(MFA, MOD)) {
                        for (JsonNode pool : List.of(pool(kme, MFA, MOD), pool(kme, MOD, MFA))) {
                            produced += pool.path("produced_bits").asLong();
                        }
                    }
                    return before.getAndSet(produced) == produced
                            && WaitingBlocks.atBothEnds(network, "MFA-MOD", MFA, MOD)
                                    .isEmpty();
                });
    }

    private static void repairLink() throws IOException {
        demo.fault("MFA-MOD", "clear");
    }

    private interface Attempt {
        Object run() throws IOException;
    }

    private static boolean isRefused(int status, Attempt attempt) {
        return catchThrowable(attempt::run) instanceof RefusedException refused && refused.status() == status;
    }

    private static void awaitRefused(int status, Attempt attempt) {
        Awaitility.await("status " + status)
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> isRefused(status, attempt));
    }

    private static List<UUID> ids(List<DeliveredKey> keys) {
        return keys.stream().map(DeliveredKey::id).toList();
    }

    @Test
    void everyBitIsAccountedForAfterDeliveries() throws Exception {
        try (SaeClient mfa = network.client(MFA_1);
                SaeClient mod = network.client(MOD_1)) {
            long deliveredHere = pool(MFA, MFA, MOD).path("delivered_bits").asLong();
            long deliveredThere = pool(MOD, MFA, MOD).path("delivered_bits").asLong();

            List<DeliveredKey> keys = mfa.newKeys(MOD_1, 100, 256);
            mod.keys(MFA_1, ids(keys.subList(0, 40)));

            assertThat(pool(MFA, MFA, MOD).path("delivered_bits").asLong()).isEqualTo(deliveredHere + 100 * 256);
            assertThat(pool(MOD, MFA, MOD).path("delivered_bits").asLong()).isEqualTo(deliveredThere + 40 * 256);
            assertBalanced();
            assertThat(status(MFA).path("sessions")).anySatisfy(session -> {
                assertThat(session.path("sae").asText()).isEqualTo(MFA_1);
                assertThat(session.path("protocol").asText()).isEqualTo("TLSv1.3");
                assertThat(session.path("group").asText()).isNotEmpty();
                assertThat(session.path("connections").asInt()).isPositive();
            });
            assertThat(metrics(MFA))
                    .containsPattern("(?m)^kronborg_pool_imbalance(\\{[^}]*})? 0\\.0$")
                    .containsPattern("(?m)^kronborg_pool_stored_keys\\{[^}]*to=\"KME-MOD\"[^}]*} [1-9]")
                    .containsPattern("(?m)^kronborg_pool_low\\{[^}]*to=\"KME-MOD\"[^}]*} [01]");
        }
    }

    private static String metrics(String kme) throws IOException, InterruptedException {
        int management = network.kme(kme).saeUrl().getPort() + 3;
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + "/q/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void whatOneEndHoldsIsReleasedByTwoPeople() throws Exception {
        silenceLink();
        try (SaeClient mfa = network.client(MFA_1);
                SaeClient mod = network.client(MOD_1)) {
            List<DeliveredKey> there = mfa.newKeys(MOD_1, 5, 256);
            List<DeliveredKey> here = mod.newKeys(MFA_1, 5, 256);

            String held = order(ONE, MFA, "hold", "--link", "MFA-MOD", "--reason", "a loose connector");

            assertThat(number("([0-9]+) blocks put into quarantine", held)).isPositive();
            assertThat(isRefused(503, () -> mfa.newKeys(MOD_1, 1, 256))).isTrue();
            assertThat(isRefused(400, () -> mfa.keys(MOD_1, ids(here)))).isTrue();
            awaitRefused(503, () -> mod.newKeys(MFA_1, 1, 256));
            assertThat(isRefused(400, () -> mod.keys(MFA_1, ids(there)))).isTrue();
            assertThat(pool(MOD, MFA, MOD).path("held_blocks").asLong()).isPositive();
            assertThat(lastNote(MFA)).startsWith("operator-1 hold").endsWith("; a loose connector");

            long request = number("request ([0-9]+) ", order(ONE, MFA, "release", "--link", "MFA-MOD"));
            String number = String.valueOf(request);
            assertThat(order(OTHER, MFA, "status")).containsPattern("(?m)^ +" + number + " +[0-9]+ +operator-1 ");
            assertRefused("403: a release is approved by another person", ONE, MFA, "release", "approve", number);
            assertRefused("404: there is no request 987654", OTHER, MFA, "release", "approve", "987654");
            assertThat(isRefused(400, () -> mfa.keys(MOD_1, ids(here)))).isTrue();
            order(OTHER, MFA, "release", "approve", number);
            assertRefused("409: request " + number + " was approved before", OTHER, MFA, "release", "approve", number);
            assertRefused("409: none of these blocks is held", ONE, MFA, "release", "--link", "MFA-MOD");

            assertThat(mfa.keys(MOD_1, ids(here))).isEqualTo(here);
            assertThat(mfa.newKeys(MOD_1, 1, 256)).hasSize(1);
            Awaitility.await("the release at the other end")
                    .atMost(SOON)
                    .until(() -> pool(MOD, MFA, MOD).path("held_blocks").asLong() == 0);
            assertThat(mod.keys(MFA_1, ids(there))).isEqualTo(there);
            Awaitility.await("keys of what was released")
                    .atMost(SOON)
                    .ignoreException(RefusedException.class)
                    .until(() -> mod.newKeys(MFA_1, 1, 256).size() == 1);
            assertBalanced();
        } finally {
            repairLink();
        }
    }

    /** Operator, action and detail. */
    private static String lastNote(String kme) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:" + network.kme(kme).database());
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("select operator || ' ' || action || ' ' || detail from administration"
                                + " order by id desc limit 1")) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }

    @Test
    void blocksAreDestroyedAtBothEndsByLinkAndTime() throws Exception {
        silenceLink();
        try (SaeClient mfa = network.client(MFA_1);
                SaeClient mod = network.client(MOD_1)) {
            List<DeliveredKey> keys = mfa.newKeys(MOD_1, 5, 256);

            assertThat(order(ONE, MOD, "void", "--link", "MFA-MOD", "--until", "2020-01-01T00:00:00Z"))
                    .startsWith("0 blocks destroyed");
            assertThat(mod.keys(MFA_1, ids(keys.subList(0, 2)))).isEqualTo(keys.subList(0, 2));
            String later = Instant.now().plusSeconds(60).toString();
            assertThat(number(
                            "([0-9]+) blocks destroyed",
                            order(ONE, MOD, "void", "--link", "MFA-MOD", "--until", later, "--reason", "drill")))
                    .isPositive();

            assertThat(isRefused(400, () -> mod.keys(MFA_1, ids(keys.subList(2, 5)))))
                    .isTrue();
            assertThat(isRefused(503, () -> mod.newKeys(MFA_1, 1, 256))).isTrue();
            awaitRefused(503, () -> mfa.newKeys(MOD_1, 1, 256));
            for (String kme : List.of(MFA, MOD)) {
                assertThat(pool(kme, MFA, MOD).path("stored_bits").asLong()).isZero();
                assertThat(pool(kme, MFA, MOD).path("destroyed_bits").asLong()).isPositive();
            }
            assertBalanced();
        } finally {
            repairLink();
        }
    }

    @Test
    void keysAreVoidedFromEitherEnd() throws Exception {
        try (SaeClient mfa = network.client(MFA_1);
                SaeClient mod = network.client(MOD_1)) {
            List<DeliveredKey> keys = mfa.newKeys(MOD_1, 4, 256);
            long burnt = pool(MOD, MFA, MOD).path("burnt_bits").asLong();

            order(ONE, MFA, "void-keys", keys.get(0).id().toString(), "--reason", "a lost laptop");
            Awaitility.await("the other end obeys")
                    .atMost(SOON)
                    .until(() -> pool(MOD, MFA, MOD).path("burnt_bits").asLong() == burnt + 256);
            assertThat(order(ONE, MOD, "void-keys", keys.get(1).id().toString()))
                    .startsWith("1 keys");
            assertThat(order(ONE, MOD, "void-keys", UUID.randomUUID().toString()))
                    .startsWith("0 keys");

            assertThat(isRefused(400, () -> mod.key(MFA_1, keys.get(0).id()))).isTrue();
            assertThat(isRefused(400, () -> mod.key(MFA_1, keys.get(1).id()))).isTrue();
            assertThat(mod.keys(MFA_1, ids(keys.subList(2, 4)))).isEqualTo(keys.subList(2, 4));
            assertBalanced();
        }
    }

    @Test
    void aDrainedSaeGetsNoFreshKeysAndFetchesItsOldOnes() throws Exception {
        try (SaeClient mfa = network.client(MFA_1);
                SaeClient other = network.client(MFA_2);
                SaeClient mod = network.client(MOD_1)) {
            List<DeliveredKey> keys = mfa.newKeys(MOD_1, 2, 256);

            order(ONE, MFA, "drain", MFA_1, "--reason", "it moves");
            assertThat(isRefused(503, () -> mfa.newKeys(MOD_1, 1, 256))).isTrue();
            assertThat(other.newKeys(MOD_1, 1, 256)).hasSize(1);
            assertThat(mod.keys(MFA_1, ids(keys))).isEqualTo(keys);
            assertThat(order(ONE, MFA, "status")).contains("Drained: " + MFA_1);
            order(ONE, MFA, "drain");
            assertThat(isRefused(503, () -> other.newKeys(MOD_1, 1, 256))).isTrue();

            order(ONE, MFA, "drain", "--end");
            order(ONE, MFA, "drain", "--end", MFA_1);
            assertThat(mfa.newKeys(MOD_1, 1, 256)).hasSize(1);
            assertRefused("400: the network has no SAE SAE-MFA-9", ONE, MFA, "drain", "SAE-MFA-9");
        }
    }

    @Test
    void theKeyEncryptionKeyIsRotatedWithoutAFailedRequest() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        AtomicInteger exchanged = new AtomicInteger();
        try (SaeClient mfa = network.client(MFA_1);
                SaeClient mod = network.client(MOD_1);
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> traffic = executor.submit(() -> {
                while (!enough.get()) {
                    List<DeliveredKey> keys = mfa.newKeys(MOD_1, 1, 256);
                    assertThat(mod.keys(MFA_1, ids(keys))).isEqualTo(keys);
                    exchanged.incrementAndGet();
                }
                return exchanged.get();
            });
            try {
                for (String kme : List.of(MFA, MOD, MFA, MOD)) {
                    int before = exchanged.get();
                    long version = number("version ([0-9]+) wraps", order(ONE, kme, "rotate"));
                    assertThat(files(state(kme).resolve("key-encryption-keys")))
                            .extracting(file -> file.getFileName().toString())
                            .containsExactly(String.valueOf(version));
                    Awaitility.await("keys under the new version")
                            .atMost(SOON)
                            .until(() -> exchanged.get() > before + 5 || traffic.isDone());
                }
            } finally {
                enough.set(true);
            }
            traffic.get(1, TimeUnit.MINUTES);
        }
    }

    private static Path state(String kme) {
        return network.directory()
                .resolve(kme.toLowerCase(java.util.Locale.ROOT))
                .resolve("state");
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static Path tls(String plane, String file) {
        return network.directory().resolve("tls").resolve(plane).resolve(file);
    }

    private static URI operatorPlane(String kme) throws IOException {
        Properties properties = new Properties();
        try (var in = Files.newInputStream(connection(ONE, kme))) {
            properties.load(in);
        }
        return URI.create(properties.getProperty("url"));
    }

    /** A request to the operator plane by the credential of somebody on a plane. */
    private static HttpResponse<String> ask(String plane, String who, String method, String path, String body)
            throws IOException, InterruptedException {
        Credential credential = Credential.read(tls(plane, who + ".pem"), tls(plane, who + ".key.pem"));
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(Tls.context(credential, Pem.readCertificates(tls("operator", "root.pem"))))
                .build()) {
            return http.send(
                    HttpRequest.newBuilder(operatorPlane(MFA).resolve(path))
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .timeout(Duration.ofSeconds(20))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void eachPlaneAdmitsItsOwnOnly() throws Exception {
        String path = "/administration/v1/status";
        assertThat(ask("operator", ONE, "GET", path, "").statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> ask("sae", MFA_1, "GET", path, "")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ask("device", "MFA-MOD-TX", "GET", path, "")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ask("peer", MOD, "GET", path, "")).isInstanceOf(IOException.class);
        try (SaeClient operator = SaeClient.connect(
                network.kme(MFA).saeUrl(),
                tls("operator", ONE + ".pem"),
                tls("operator", ONE + ".key.pem"),
                tls("sae", "root.pem"))) {
            assertThatThrownBy(() -> operator.status(MOD_1))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(RefusedException.class);
        }
    }

    @Test
    void anOperatorTalksToNoOtherKmeThanHeMeans() throws IOException {
        Path wrong = network.directory().resolve("operators/wrong.properties");
        Files.writeString(wrong, Files.readString(connection(ONE, MOD)).replace("kme=" + MOD, "kme=" + MFA));

        Ran ran = run(wrong, "status");

        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.errors())
                .contains("the server is urn:kronborg:DK.QCI:kme:KME-MOD, expected urn:kronborg:DK.QCI:kme:KME-MFA");
    }

    @Test
    void whatIsNoOrderIsRefusedAndDoesNothing() throws Exception {
        JsonNode before = status(MFA);
        assertProblem(400, "POST", "holds", "{\"link\":");
        assertProblem(400, "POST", "holds", "");
        assertProblem(400, "POST", "holds", "{}");
        assertProblem(400, "POST", "holds", "{\"lnik\":\"MFA-MOD\"}");
        assertProblem(400, "POST", "holds", "{\"link\":\"MOD-DC2\"}");
        assertProblem(400, "POST", "voids", "{\"blocks\":[null]}");
        assertProblem(400, "POST", "voids", "{\"produced_until\":\"now\"}");
        assertProblem(400, "POST", "key-voids", "{\"key_ids\":[]}");
        assertProblem(400, "POST", "drains", "{}");
        assertProblem(400, "POST", "rotations", "{\"reason\":\"two\\nlines\"}");
        assertProblem(400, "POST", "zeroisations", "{}");
        assertProblem(400, "POST", "zeroisations", "{\"kme\":\"KME-MOD\"}");
        assertProblem(404, "POST", "releases/1000000/approval", "");
        assertProblem(404, "GET", "statuses", "");
        assertProblem(400, "GET", "reports/2026-13", "");
        assertProblem(400, "GET", "reports/9999-12", "");
        assertProblem(400, "GET", "reports/2026-11?month=2026-10", "");
        assertProblem(400, "GET", "reports/2026-11?sae=SAE%2F1", "");
        assertProblem(404, "GET", "reports/2026-11?sae=SAE-MFA-9", "");
        assertProblem(404, "GET", "reports/2026-11?sae=SAE-MOD-1", "");
        assertProblem(404, "GET", "reports", "");
        assertProblem(405, "POST", "reports/2026-11", "{}");
        assertProblem(404, "GET", "", "");
        assertProblem(404, "POST", "releases/x/approval", "");
        assertProblem(405, "POST", "status", "{}");
        assertProblem(405, "GET", "holds", "");
        assertProblem(405, "DELETE", "releases/1/approval", "");
        assertProblem(413, "POST", "holds", " ".repeat(70_000));

        JsonNode after = status(MFA);
        assertThat(after.path("drained")).isEqualTo(before.path("drained"));
        assertThat(after.path("releases")).isEqualTo(before.path("releases"));
        assertThat(pool(MFA, MFA, MOD).path("held_blocks").asLong()).isZero();
    }

    private static void assertProblem(int status, String method, String name, String body) throws Exception {
        HttpResponse<String> answer = ask("operator", ONE, method, "/administration/v1/" + name, body);
        assertThat(answer.statusCode()).as("%s %s %.80s", method, name, body).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("detail").asText()).isNotEmpty();
    }

    private static JsonNode report(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("report", "--month", presentMonth()));
        command.addAll(List.of(options));
        return JSON.readTree(order(ONE, MFA, command.toArray(String[]::new)));
    }

    private static String presentMonth() {
        return YearMonth.now(ZoneOffset.UTC).toString();
    }

    private static JsonNode peer(JsonNode report, String sae, String peer) {
        for (JsonNode of : report.path("saes")) {
            for (JsonNode with : of.path("peers")) {
                if (of.path("sae").asText().equals(sae)
                        && with.path("sae").asText().equals(peer)) {
                    return with;
                }
            }
        }
        return MissingNode.getInstance();
    }

    /** Keys by grade that the metrics count for a pair. */
    private static double counted(String target, String grade) throws Exception {
        Matcher count = Pattern.compile("(?m)^kronborg_keys_delivered_total\\{grade=\"" + grade + "\",initiator=\""
                        + MFA_1 + "\",target=\"" + target + "\"} ([0-9.E+]+)$")
                .matcher(metrics(MFA));
        return count.find() ? Double.parseDouble(count.group(1)) : 0;
    }

    private static long more(JsonNode before, JsonNode after, String target, String pointer) {
        return peer(after, MFA_1, target).at(pointer).asLong()
                - peer(before, MFA_1, target).at(pointer).asLong();
    }

    @Test
    void theMonthlyReportTellsWhatTheSaeSaw() throws Exception {
        try (SaeClient mfa = network.client(MFA_1)) {
            JsonNode before = report();
            double countedBefore = counted(MOD_1, "QKD");

            assertThat(mfa.newKeys(MOD_1, 5, 256)).hasSize(5);
            assertThat(mfa.newKeys(MOD_1, 2, 512)).hasSize(2);
            assertThat(mfa.newKeys(MFA_2, 3, 256)).hasSize(3);
            order(ONE, MFA, "drain", MFA_1);
            assertThat(isRefused(503, () -> mfa.newKeys(MOD_1, 1, 256))).isTrue();
            // Not its own: whoever is drained is told so whatever he names.
            assertThat(isRefused(503, () -> mfa.newKeys("SAE-XYZ-1", 1, 256))).isTrue();
            order(ONE, MFA, "drain", "--end", MFA_1);
            // There is no way to it, so there are no keys.
            assertThat(isRefused(503, () -> mfa.newKeys(DC2_1, 1, 256))).isTrue();
            assertThat(isRefused(400, () -> mfa.newKeys("SAE-XYZ-1", 1, 256))).isTrue();

            JsonNode after = report();
            assertThat(more(before, after, MOD_1, "/keys/QKD")).isEqualTo(7);
            assertThat(more(before, after, MOD_1, "/requests_answered")).isEqualTo(2);
            assertThat(more(before, after, MOD_1, "/requests_refused/DRAINING")).isEqualTo(1);
            assertThat(more(before, after, MFA_2, "/keys/LOCAL")).isEqualTo(3);
            assertThat(more(before, after, DC2_1, "/requests_refused/NOT_ENOUGH_KEYS"))
                    .isEqualTo(1);
            assertThat(peer(after, MFA_1, DC2_1).path("availability").asDouble(-1))
                    .isZero();
            assertThat(peer(after, MFA_1, MFA_2).path("availability").asDouble(-1))
                    .isOne();
            assertThat(peer(after, MFA_1, "SAE-XYZ-1").isMissingNode()).isTrue();
            assertThat(after.path("finished").asBoolean(true)).isFalse();
            assertThat(after.path("pools")).singleElement().satisfies(pool -> {
                assertThat(pool.path("from").asText()).isEqualTo(MFA);
                assertThat(pool.path("to").asText()).isEqualTo(MOD);
                assertThat(pool.path("changes").asLong()).isPositive();
                assertThat(pool.path("seconds").size()).isEqualTo(5);
            });
            assertThat(counted(MOD_1, "QKD") - countedBefore).isEqualTo(7);
            assertReportedAlike(after);
        }
    }

    /** By the API, of one SAE, in a file and in lines. */
    private static void assertReportedAlike(JsonNode report) throws Exception {
        HttpResponse<String> answer =
                ask("operator", OTHER, "GET", "/administration/v1/reports/" + presentMonth() + "?sae=" + MFA_1, "");
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode ofOne = JSON.readTree(answer.body());
        assertThat(ofOne.path("saes")).singleElement().isEqualTo(report.at("/saes/0"));

        Path file = network.directory().resolve("report.json");
        assertThat(order(ONE, MFA, "report", "--month", presentMonth(), "--sae", MFA_1, "--output", file.toString()))
                .isEmpty();
        assertThat(JSON.readTree(Files.readString(file)).path("saes")).isEqualTo(ofOne.path("saes"));

        JsonNode pair = peer(report, MFA_1, MFA_2);
        assertThat(order(ONE, MFA, "report", "--month", presentMonth(), "--csv").lines())
                .contains(String.join(
                        ",",
                        presentMonth(),
                        "false",
                        MFA_1,
                        MFA_2,
                        "0,0,0",
                        pair.at("/keys/LOCAL").asText(),
                        "0",
                        pair.path("requests_answered").asText(),
                        "0",
                        "1.0"));
        assertRefused("404: no SAE of this KME is " + MOD_1, ONE, MFA, "report", "--month", "2026-11", "--sae", MOD_1);
        assertRefused("the present one is " + presentMonth(), ONE, MFA, "report", "--month", "9999-12");
    }

    @Test
    void theScriptAdministersADemosKmes() throws Exception {
        Process script = script("kme", MFA, "status");
        String output = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(script.waitFor()).as(output).isZero();
        assertThat(output).contains("KME-MFA, incarnation ").contains("imbalance");
        Process unknown = script("kme", MFA, "status", "--as", "operator-9");
        assertThat(new String(unknown.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("operator-9 has no connection to KME-MFA");
        assertThat(unknown.waitFor()).isEqualTo(1);
    }

    private static Process script(String... command) throws IOException {
        List<String> words = new ArrayList<>(List.of("bash", "../kronborg"));
        words.addAll(List.of(command));
        words.addAll(List.of("--dir", network.directory().toString()));
        return new ProcessBuilder(words).redirectErrorStream(true).start();
    }

    /** The network lets these two share keys, and the one KME does not. */
    @Test
    void aKmeMayForbidWhatTheNetworkAllows() throws Exception {
        try (SaeClient mfa = network.client(MFA_2);
                SaeClient mod = network.client("SAE-MOD-2")) {
            awaitStored(mfa, MOD_1, 10);
            List<UUID> ids = ids(mfa.newKeys("SAE-MOD-2", 1, 256));
            assertThat(catchThrowable(() -> mod.keys(MFA_2, ids))).isInstanceOf(RefusedException.class);
            assertThat(catchThrowable(() -> mod.newKeys(MFA_2, 1, 256)))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageNotContaining("503");
        }
    }

    /** At a KME that no other test here needs. */
    @Test
    void aZeroisedKmeHasNoKeysLeftAndNeverStartsAgain() throws Exception {
        try (SaeClient mod = network.client(MOD_1);
                SaeClient dc2 = network.client(DC2_1)) {
            awaitStored(mod, DC2_1, 10);
            awaitStored(dc2, MOD_1, 10);
            List<DeliveredKey> keys = mod.newKeys(DC2_1, 2, 256);
            ProcessHandle process = demo.process(DC2);
            assertThat(files(state(DC2).resolve("data-keys")))
                    .anySatisfy(file -> assertThat(isZero(file)).isFalse());

            order(ONE, DC2, "zeroise", "--yes-destroy-all-keys-of", DC2, "--reason", "drill");

            assertThat(files(state(DC2).resolve("key-encryption-keys"))).isEmpty();
            assertThat(files(state(DC2).resolve("data-keys")))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(isZero(file)).isTrue());
            Awaitility.await("no keys from a zeroised KME")
                    .atMost(Duration.ofSeconds(3))
                    .until(() -> catchThrowable(() -> dc2.newKeys(MOD_1, 1, 256)) != null);
            assertThatThrownBy(() -> dc2.keys(MOD_1, ids(keys))).isInstanceOf(IOException.class);
            assertThat(process.onExit()).succeedsWithin(SOON);
        }
        assertRefused("nothing answers at https://", ONE, DC2, "status");
        Process again = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx192m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djdk.tls.namedGroups=X25519MLKEM768,x25519,secp256r1",
                        "-Dquarkus.profile=kme",
                        "-jar",
                        System.getProperty("kronborg.application"))
                .directory(network.directory().resolve("kme-dc2").toFile())
                .redirectErrorStream(true)
                .start();
        String log = new String(again.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(again.waitFor()).as(log).isNotZero();
        assertThat(log)
                .contains("this site was zeroised at ")
                .contains("ordered by operator-1: drill")
                .contains("when its state folder (kronborg.kme.state) is removed whole");
    }

    private static boolean isZero(Path file) throws IOException {
        for (byte value : Files.readAllBytes(file)) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }
}
