package dk.kronborg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.testbed.client.DeliveredKey;
import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.client.RefusedException;
import dk.kronborg.testbed.client.SaeClient;
import dk.kronborg.testbed.launcher.RunningDemo;
import dk.kronborg.testbed.pki.CredentialFiles;
import dk.kronborg.testbed.pki.LeafDraft;
import dk.kronborg.testbed.pki.Pem;
import dk.kronborg.testbed.pki.Plane;
import dk.kronborg.testbed.pki.Use;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.Identity;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The signed map, from a change at the centre over two officers to the keys that SAEs get. On a network of its own. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MapIT {

    private static final String NETWORK = "/api/v1/network";
    private static final String BY = "why=a%20test";
    private static final String NEW = "SAE-MFA-9";
    private static final String HOST = "enc9.mfa.example";
    private static final String MFA_1 = "SAE-MFA-1";
    private static final String MOD_1 = "SAE-MOD-1";
    private static final String DC2_1 = "SAE-DC2-1";
    private static final String MOD_2 = "SAE-MOD-2";
    private static final String CENTRE_OF_A_KME = "kronborg.kme.map.centre=";
    /** The discard port. */
    private static final String NOWHERE = "https://127.0.0.1:9";

    private static final int NO_CONNECTION = 0;

    private static final Duration SOON = Duration.ofMinutes(2);

    private static RunningDemo demo;
    private static DemoNetwork network;
    private static CentreApi centre;
    private static CredentialFiles credential;

    @BeforeAll
    static void start() throws IOException {
        demo = RunningNetwork.start("mapped");
        network = demo.network();
        centre = new CentreApi(network);
        // Its certificate is not of Kronborg's own form: who it is, the map says.
        LeafDraft draft = LeafDraft.of(
                        new Identity(new DomainId(network.domain()), Identity.Role.SAE, NEW),
                        EnumSet.of(Use.CLIENT),
                        Instant.now())
                .withoutIdentity()
                .withHost(HOST);
        credential = new CredentialFiles(
                network.file("tls/new.pem"),
                network.file("tls/new.key.pem"),
                demo.authorities().root(Plane.SAE));
        demo.authorities().of(Plane.SAE).issue(draft).writeTo(credential.certificate(), credential.key());
    }

    @AfterAll
    static void stop() {
        demo.close();
    }

    private static JsonNode json(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return CentreApi.parse(answer.body());
    }

    /** The network in force, changed. */
    private static HttpResponse<String> send(String path, String method, Consumer<ObjectNode> change) {
        HttpResponse<String> inForce = centre.get(NETWORK, "application/json");
        ObjectNode document = (ObjectNode) json(inForce, 200);
        change.accept(document);
        return centre.send(
                path + "?" + BY,
                method,
                "application/json",
                document.toString(),
                "If-Match",
                inForce.headers().firstValue("ETag").orElseThrow());
    }

    private static String propose(Consumer<ObjectNode> change) {
        HttpResponse<String> proposed = send(NETWORK + "/proposals", "POST", change);
        return NETWORK + "/proposals/" + json(proposed, 201).at("/proposal/id").asText();
    }

    /** As an officer does on his own machine, with the file that the centre gives him. */
    private static JsonNode approve(String proposal, String officer) throws Exception {
        Path keys = network.file("tls/map");
        HttpResponse<String> file = centre.get(proposal + "/change");
        assertThat(file.statusCode()).as(file.body()).isEqualTo(200);
        Path change = Files.writeString(keys.resolve("change.json"), file.body());
        Path approval = keys.resolve("approval.json");
        kronborg(
                0,
                "approve",
                change.toString(),
                "--key",
                keys.resolve(officer + ".key.pem").toString(),
                "--output",
                approval.toString(),
                "--yes");
        JsonNode outcome = json(centre.as("operator-2").post(proposal + "/approvals", Files.readString(approval)), 200);
        Files.delete(approval);
        return outcome;
    }

    private static void change(Consumer<ObjectNode> change) throws Exception {
        String proposal = propose(change);
        assertThat(approve(proposal, "anna").path("outcome").asText()).isEqualTo("APPROVAL_KEPT");
        assertThat(approve(proposal, "bent").path("outcome").asText()).isEqualTo("IN_FORCE");
    }

    private static void enrol(ObjectNode document) {
        ((ArrayNode) document.path("saes"))
                .addObject()
                .put("id", NEW)
                .put("kme", "KME-MFA")
                .put("certificate", "dns:" + HOST);
        ((ArrayNode) document.path("pairs"))
                .addObject()
                .put("first", NEW)
                .put("second", MOD_1)
                .put("policy", "PREFER_QKD");
    }

    private static void retire(ObjectNode document) {
        removeIf(document.path("pairs"), pair -> pair.path("first").asText().equals(NEW));
        removeIf(document.path("saes"), sae -> sae.path("id").asText().equals(NEW));
    }

    private static SaeClient client(String sae) throws IOException {
        return sae.equals(NEW)
                ? SaeClient.connect(
                        network.kme("KME-MFA").saeUrl(), credential.certificate(), credential.key(), credential.trust())
                : network.client(sae);
    }

    /** What comes of a request for a new key. */
    private static int status(String sae, String other) {
        try (SaeClient client = client(sae)) {
            client.newKeys(other, 1, 256);
            return 200;
        } catch (RefusedException refused) {
            return refused.status();
        } catch (IOException e) {
            return NO_CONNECTION;
        }
    }

    private static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what).atMost(SOON).pollInterval(Duration.ofMillis(200)).until(condition);
    }

    private static void assertSameKeys(String from, String to) throws IOException {
        try (SaeClient one = client(from);
                SaeClient other = client(to)) {
            List<DeliveredKey> keys = one.newKeys(to, 2, 256);
            assertThat(other.keys(from, keys.stream().map(DeliveredKey::id).toList()))
                    .isEqualTo(keys);
        }
    }

    @Test
    @Order(1)
    void anSaeThatTwoOfficersApproveGetsKeysWithoutARestart() throws Exception {
        long mfa = demo.process("KME-MFA").pid();
        long mod = demo.process("KME-MOD").pid();
        assertThat(status(NEW, MOD_1)).isNotEqualTo(200);

        change(MapIT::enrol);

        await("both ends know it", () -> status(NEW, MOD_1) == 200 && status(MOD_1, NEW) == 200);
        assertSameKeys(NEW, MOD_1);
        assertSameKeys(MOD_1, NEW);
        assertThat(demo.process("KME-MFA").pid()).isEqualTo(mfa);
        assertThat(demo.process("KME-MOD").pid()).isEqualTo(mod);
    }

    @Test
    @Order(2)
    void oneOfficerIsNotEnough() throws Exception {
        String proposal = propose(MapIT::retire);

        approve(proposal, "anna");

        assertThat(approve(proposal, "anna").path("outcome").asText()).isEqualTo("APPROVAL_KEPT");
        assertThat(centre.json(proposal).path("state").asText()).isEqualTo("OPEN");
        json(centre.send(proposal + "?" + BY, "DELETE", "application/json", ""), 200);
        assertThat(status(NEW, MOD_1)).isEqualTo(200);
    }

    @Test
    @Order(3)
    void aKmeGoesOnAndStartsAgainWithoutTheCentre() throws Exception {
        demo.kill("centre");
        demo.kill("KME-MFA");

        demo.restart("KME-MFA");

        await("KME-MFA serves", () -> status(NEW, MOD_1) == 200);
        assertSameKeys(NEW, MOD_1);
        restartCentre();
    }

    private static void restartCentre() throws IOException {
        demo.restart("centre");
        await("the centre answers", () -> {
            try {
                return centre.get(NETWORK, "application/yaml").statusCode() == 200;
            } catch (IllegalStateException e) {
                return false;
            }
        });
    }

    /** Its settings name a centre where nobody listens, until the end. */
    @Test
    @Order(4)
    void aKmeThatReachesOnlyTheBrokerHearsOfAChange() throws Exception {
        demo.kill("KME-MOD");
        Path settings = network.file("kme-mod/config/application.properties");
        List<String> lines = Files.readAllLines(settings).stream()
                .map(line -> line.startsWith(CENTRE_OF_A_KME) ? CENTRE_OF_A_KME + NOWHERE : line)
                .toList();
        assertThat(lines).contains(CENTRE_OF_A_KME + NOWHERE);
        Files.write(settings, lines);
        demo.restart("KME-MOD");
        await("KME-MOD serves", () -> status(MOD_1, NEW) == 200);
        assertThat(status(MOD_2, NEW)).isNotEqualTo(200);

        change(document -> ((ArrayNode) document.path("pairs"))
                .addObject()
                .put("first", NEW)
                .put("second", MOD_2)
                .put("policy", "PREFER_QKD"));

        await("both ends know it", () -> status(NEW, MOD_2) == 200 && status(MOD_2, NEW) == 200);
        assertSameKeys(MOD_2, NEW);
    }

    @Test
    @Order(5)
    void anSaeThatIsRetiredGetsNothingMore() throws Exception {
        List<DeliveredKey> keys;
        try (SaeClient client = client(NEW)) {
            keys = client.newKeys(MOD_1, 1, 256);
        }

        change(MapIT::retire);

        // Nobody is known by the name of its certificate any more.
        await("both ends refuse", () -> status(NEW, MOD_1) == NO_CONNECTION && status(MOD_1, NEW) / 100 == 4);
        try (SaeClient mod = client(MOD_1)) {
            assertThat(catchThrowable(() ->
                            mod.keys(NEW, keys.stream().map(DeliveredKey::id).toList())))
                    .isInstanceOf(RefusedException.class);
        }
        assertThat(status(MFA_1, MOD_1)).isEqualTo(200);
    }

    @Test
    @Order(6)
    void kmesThatAreJoinedOtherwiseStartAgainByThemselves() throws Exception {
        List<String> kmes = List.of("KME-MFA", "KME-MOD", "KME-DC2");
        Map<String, ProcessHandle> before = new HashMap<>();
        for (String kme : kmes) {
            before.put(kme, demo.process(kme));
        }

        change(document -> StreamSupport.stream(document.path("sites").spliterator(), false)
                .filter(site -> site.path("id").asText().equals("MOD"))
                .forEach(site -> ((ObjectNode) site).put("relays", false)));

        for (String kme : kmes) {
            Awaitility.await(kme + " is another process")
                    .atMost(SOON)
                    // In between there is none.
                    .ignoreException(IOException.class)
                    .until(() ->
                            demo.process(kme).isAlive() && !demo.process(kme).equals(before.get(kme)));
        }
        await("both ends serve", () -> status(MFA_1, MOD_1) == 200 && status(MOD_1, MFA_1) == 200);
        assertSameKeys(MFA_1, MOD_1);
    }

    // ---- A KME whose machine is gone

    /** Runs the ceremony's command at the KME's side. */
    private static String enrol(int status, String... arguments) throws Exception {
        return kronborg(
                status,
                Stream.concat(Stream.of("kme", "enrol"), Stream.of(arguments)).toArray(String[]::new));
    }

    private static String kronborg(int status, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(Path.of("../kronborg").toRealPath().toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(status);
        return said;
    }

    private static Path secret(String name, String text) throws IOException {
        Path file = network.file("tls/" + name);
        Files.deleteIfExists(file);
        return Files.writeString(
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))),
                text);
    }

    private static void loseEverything(String kme) throws Exception {
        demo.kill(kme);
        Path state = network.directory().resolve("kme-dc2").resolve("state");
        try (var files = Files.walk(state)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        try (Connection connection =
                        DriverManager.getConnection("jdbc:" + network.kme(kme).database());
                Statement statement = connection.createStatement()) {
            statement.execute("drop owned by current_user cascade");
        }
    }

    /** What the authorities of the planes issue for the requests that the centre has. */
    private static Path certificates(String enrolment) throws IOException {
        Path folder = Files.createDirectories(network.file("tls/issued"));
        for (Plane plane : List.of(Plane.SAE, Plane.PEER, Plane.DEVICE, Plane.OPERATOR)) {
            HttpResponse<String> asked = centre.get(enrolment + "/certificates/" + plane.word(), "application/pkcs10");
            assertThat(asked.statusCode()).as(asked.body()).isEqualTo(200);
            Pem.writeCertificates(
                    folder.resolve(plane.word() + ".pem"),
                    demo.authorities()
                            .of(plane)
                            .issue(
                                    asked.body(),
                                    plane == Plane.PEER ? EnumSet.allOf(Use.class) : EnumSet.of(Use.SERVER),
                                    Instant.now()));
            Files.copy(
                    demo.authorities().root(plane),
                    folder.resolve(plane.word() + ".root.pem"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        return folder;
    }

    /** The settings that the ceremony wrote take the place of those of the same name. */
    private static void install(Path settings) throws IOException {
        Path config = network.directory().resolve("kme-dc2/config/application.properties");
        Map<String, String> all = new LinkedHashMap<>();
        for (Path file : List.of(config, settings)) {
            for (String line : Files.readAllLines(file)) {
                int equals = line.indexOf('=');
                all.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        Files.write(
                config,
                all.entrySet().stream()
                        .map(setting -> setting.getKey() + "=" + setting.getValue())
                        .toList());
    }

    @Test
    @Order(7)
    void aKmeThatLostEverythingJoinsAgainWithNewKeys() throws Exception {
        await("both ends have keys", () -> status(MOD_1, DC2_1) == 200 && status(DC2_1, MOD_1) == 200);
        List<DeliveredKey> lost;
        try (SaeClient mod = client(MOD_1)) {
            lost = mod.newKeys(DC2_1, 1, 256);
        }
        loseEverything("KME-DC2");

        JsonNode invited = json(centre.post("/api/v1/enrolments?kme=KME-DC2&" + BY, ""), 201);
        String enrolment = "/api/v1/enrolments/" + invited.at("/enrolment/id").asText();
        Path invitation =
                secret("invitation.json", centre.get(enrolment + "/invitation").body());
        Path folder = network.file("tls/enrolled");
        String directory = folder.toString();
        assertThat(enrol(
                        1,
                        "begin",
                        invitation.toString(),
                        "--dir",
                        directory,
                        "--code-file",
                        secret("wrong", "0000-0000-0000-0000-0000").toString()))
                .contains("the one-time code is not that of this invitation");
        String begun = enrol(
                0,
                "begin",
                invitation.toString(),
                "--dir",
                directory,
                "--code-file",
                secret("code", invited.path("code").asText()).toString());
        String request = Files.readString(folder.resolve("enrolment.json"));
        JsonNode requested = json(centre.post("/api/v1/enrolments/requests?" + BY, request), 200);

        // People compare.
        assertThat(begun)
                .contains(requested.path("identity_key").asText())
                .contains(requested.path("digest").asText());
        assertThat(json(centre.post("/api/v1/enrolments/requests?" + BY, request), 200))
                .isEqualTo(requested);
        String certificates = certificates(enrolment).toString();
        assertThat(enrol(1, "finish", "--dir", directory, "--certificates", certificates, "--map", "AAAAAAAAAA"))
                .contains("two officers have to approve that first");
        String proposal = NETWORK + "/proposals/" + requested.path("proposal").asText();
        approve(proposal, "anna");
        long before = json(centre.get(NETWORK + "/map"), 200).path("version").asLong();
        assertThat(approve(proposal, "bent").path("outcome").asText()).isEqualTo("IN_FORCE");
        await(
                "the centre publishes it",
                () -> json(centre.get(NETWORK + "/map"), 200).path("version").asLong() > before);
        assertThat(enrol(1, "finish", "--dir", directory, "--certificates", certificates, "--map", "AAAAAAAAAA"))
                .contains("nothing is pinned");
        String digest = json(centre.get(NETWORK + "/map"), 200).path("digest").asText();
        enrol(0, "finish", "--dir", directory, "--certificates", certificates, "--map", digest.substring(0, 12));
        install(folder.resolve("kme.properties"));
        demo.restart("KME-DC2");

        await("both ends serve", () -> status(MOD_1, DC2_1) == 200 && status(DC2_1, MOD_1) == 200);
        assertSameKeys(MOD_1, DC2_1);
        assertSameKeys(DC2_1, MOD_1);
        try (SaeClient dc2 = client(DC2_1)) {
            assertThat(catchThrowable(() ->
                            dc2.keys(MOD_1, lost.stream().map(DeliveredKey::id).toList())))
                    .isInstanceOf(RefusedException.class);
        }
    }

    // ---- What the centre watches

    /** What touches no security, nobody has to approve. */
    private static void replan(Consumer<ObjectNode> change) {
        JsonNode outcome = json(send(NETWORK, "PUT", change), 200);
        assertThat(outcome.path("outcome").asText()).isEqualTo("IN_FORCE");
    }

    private static boolean isModDc2(JsonNode link) {
        return link.path("id").asText().equals("MOD-DC2");
    }

    private static Optional<JsonNode> watched() {
        return stream(centre.json("/api/v1/links").path("links"))
                .filter(MapIT::isModDc2)
                .findFirst();
    }

    /** How many alarms of the link are active. */
    private static int alarms() {
        return centre.json("/api/v1/alarms?shown=ACTIVE&resource=link:MOD-DC2")
                .path("alarms")
                .size();
    }

    private static JsonNode links(String kme) {
        return centre.json("/restconf/data/etsi-qkd-sdn-node:qkd_node?kme=" + kme)
                .at("/etsi-qkd-sdn-node:qkd_node/qkd_links/qkd_link");
    }

    @Test
    @Order(8)
    void aLinkIsWatchedAsLongAsTheNetworkHasIt() throws Exception {
        long process = demo.process("centre").pid();
        JsonNode described = stream(
                        json(centre.get(NETWORK, "application/json"), 200).path("links"))
                .filter(MapIT::isModDc2)
                .findFirst()
                .orElseThrow();
        try (TelemetryBus bus = new TelemetryBus(network.kafka())) {
            bus.put("MOD-DC2", "hello".getBytes(StandardCharsets.UTF_8));
        }
        await("what nobody can read is an alarm", () -> alarms() > 0);

        replan(document -> removeIf(document.path("links"), MapIT::isModDc2));

        await("nobody watches it", () -> watched().isEmpty() && alarms() == 0);
        assertThat(stream(links("KME-DC2")).map(link -> link.path("qkdl_type").asText()))
                .allMatch(type -> type.endsWith("VIRT"));
        json(centre.get("/api/v1/links/MOD-DC2/state"), 404);
        assertThat(stream(centre.json("/api/v1/links/states").path("states")))
                .noneMatch(state -> state.path("link").asText().equals("MOD-DC2"));
        assertThat(demo.process("centre").pid()).isEqualTo(process);

        // It is in the document of its settings still.
        demo.kill("centre");
        restartCentre();
        assertThat(watched()).isEmpty();

        replan(document -> ((ArrayNode) document.path("links")).add(described));
        await(
                "it is heard again",
                () -> watched()
                        .filter(link -> link.path("freshness").asText().equals("FRESH"))
                        .isPresent());
        assertThat(links("KME-DC2"))
                .anySatisfy(link -> assertThat(link.path("qkdl_type").asText()).endsWith("PHYS"));
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    @Test
    @Order(9)
    void aKmeThatIsRetiredIsNobody() throws Exception {
        change(document -> {
            removeIf(
                    document.path("pairs"),
                    pair -> names(pair, "first", "second").anyMatch(MapIT::isAtDc2));
            removeIf(document.path("saes"), sae -> sae.path("kme").asText().equals("KME-DC2"));
            removeIf(
                    document.path("links"),
                    link -> Stream.of("transmitter", "receiver")
                            .anyMatch(end -> link.path(end).path("kme").asText().equals("KME-DC2")));
            removeIf(document.path("kmes"), kme -> kme.path("id").asText().equals("KME-DC2"));
        });

        await(
                "the others go on without it",
                () -> status(MOD_1, DC2_1) / 100 == 4 && status(MFA_1, MOD_1) == 200 && status(MOD_1, MFA_1) == 200);
        assertSameKeys(MFA_1, MOD_1);
    }

    // ---- Others who sign

    /** The pin of a new key. */
    private static String key(String name) throws Exception {
        Path keys = network.file("tls/map");
        String said = kronborg(0, "officer-key", name, "--no-passphrase", "--dir", keys.toString());
        return said.lines()
                .filter(line -> line.startsWith("ML-DSA-87:"))
                .findFirst()
                .orElseThrow();
    }

    private static Consumer<ObjectNode> signedBy(List<String> centre, Map<String, String> officers) {
        return document -> {
            ObjectNode authorities = document.putObject("authorities");
            ArrayNode pins = authorities.putArray("centre");
            centre.forEach(pins::add);
            ArrayNode people = authorities.putArray("officers");
            officers.forEach((name, pin) -> people.addObject().put("name", name).put("key", pin));
        };
    }

    @Test
    @Order(10)
    void othersSignFromThenOnIfTwoOfficersSaySo() throws Exception {
        JsonNode map = json(centre.get(NETWORK + "/map"), 200);
        String oldCentre = map.at("/centre/0").asText();
        String newCentre = key("centre-2");
        Map<String, String> officers = new HashMap<>(Map.of("dina", key("dina")));
        map.path("officers")
                .forEach(officer -> officers.put(
                        officer.path("name").asText(), officer.path("key").asText()));
        officers.remove("bent");
        String both = propose(signedBy(List.of(oldCentre, newCentre), officers));
        approve(both, "anna");
        assertThat(approve(both, "bent").path("outcome").asText()).isEqualTo("IN_FORCE");

        demo.kill("centre");
        Path settings = network.file("centre/config/application.properties");
        Files.writeString(settings, Files.readString(settings).replace("/map/centre.key.pem", "/map/centre-2.key.pem"));
        restartCentre();
        String alone = propose(signedBy(List.of(newCentre), officers));
        approve(alone, "anna");
        assertThat(approve(alone, "dina").path("outcome").asText()).isEqualTo("IN_FORCE");

        // KMEs follow what the new ones sign.
        String change = propose(MapIT::enrol);
        approve(change, "anna");
        assertThat(approve(change, "dina").path("outcome").asText()).isEqualTo("IN_FORCE");
        await("both ends know it", () -> status(NEW, MOD_1) == 200 && status(MOD_1, NEW) == 200);
        JsonNode last = json(centre.get(NETWORK + "/map"), 200);
        assertThat(last.path("centre"))
                .singleElement()
                .extracting(JsonNode::asText)
                .isEqualTo(newCentre);
        assertThat(last.path("retired"))
                .extracting(JsonNode::asText)
                .contains(oldCentre)
                .hasSize(2);
    }

    private static Stream<String> names(JsonNode entry, String... members) {
        return Stream.of(members).map(member -> entry.path(member).asText());
    }

    private static boolean isAtDc2(String sae) {
        return sae.startsWith("SAE-DC2-");
    }

    private static void removeIf(JsonNode list, Predicate<JsonNode> which) {
        for (int i = list.size() - 1; i >= 0; i--) {
            if (which.test(list.path(i))) {
                ((ArrayNode) list).remove(i);
            }
        }
    }
}
