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
import dk.kronborg.testbed.pki.Plane;
import dk.kronborg.testbed.pki.Use;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.Identity;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
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
    private static final String BY = "operator=ada&why=a%20test";
    private static final String NEW = "SAE-MFA-9";
    private static final String MFA_1 = "SAE-MFA-1";
    private static final String MOD_1 = "SAE-MOD-1";
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
        credential = demo.authorities()
                .credential(
                        Plane.SAE,
                        new Identity(new DomainId(network.domain()), Identity.Role.SAE, NEW),
                        EnumSet.of(Use.CLIENT));
    }

    @AfterAll
    static void stop() {
        demo.close();
    }

    private static JsonNode json(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return CentreApi.parse(answer.body());
    }

    private static String propose(Consumer<ObjectNode> change) {
        HttpResponse<String> inForce = centre.get(NETWORK, "application/json");
        ObjectNode document = (ObjectNode) json(inForce, 200);
        change.accept(document);
        HttpResponse<String> proposed = centre.send(
                NETWORK + "/proposals?" + BY,
                "POST",
                "application/json",
                document.toString(),
                "If-Match",
                inForce.headers().firstValue("ETag").orElseThrow());
        return NETWORK + "/proposals/" + json(proposed, 201).at("/proposal/id").asText();
    }

    /** As an officer does on his own machine, with the file that the centre gives him. */
    private static JsonNode approve(String proposal, String officer) throws Exception {
        Path keys = network.file("tls/map");
        HttpResponse<String> file = centre.get(proposal + "/change");
        assertThat(file.statusCode()).as(file.body()).isEqualTo(200);
        Path change = Files.writeString(keys.resolve("change.json"), file.body());
        Path approval = keys.resolve("approval.json");
        Process command = new ProcessBuilder(
                        Path.of("../kronborg").toRealPath().toString(),
                        "approve",
                        change.toString(),
                        "--key",
                        keys.resolve(officer + ".key.pem").toString(),
                        "--output",
                        approval.toString(),
                        "--yes")
                .redirectErrorStream(true)
                .start();
        command.getOutputStream().close();
        String said = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(command.waitFor()).as(said).isZero();
        JsonNode outcome = json(centre.post(proposal + "/approvals", Files.readString(approval)), 200);
        Files.delete(approval);
        return outcome;
    }

    private static void change(Consumer<ObjectNode> change) throws Exception {
        String proposal = propose(change);
        assertThat(approve(proposal, "anna").path("outcome").asText()).isEqualTo("APPROVAL_KEPT");
        assertThat(approve(proposal, "bent").path("outcome").asText()).isEqualTo("IN_FORCE");
    }

    private static void enrol(ObjectNode document) {
        ((ArrayNode) document.path("saes")).addObject().put("id", NEW).put("kme", "KME-MFA");
        ((ArrayNode) document.path("pairs"))
                .addObject()
                .put("first", NEW)
                .put("second", MOD_1)
                .put("policy", "PREFER_QKD");
    }

    private static void retire(ObjectNode document) {
        remove(document.path("pairs"), "first");
        remove(document.path("saes"), "id");
    }

    private static void remove(JsonNode list, String member) {
        for (int i = list.size() - 1; i >= 0; i--) {
            if (list.path(i).path(member).asText().equals(NEW)) {
                ((ArrayNode) list).remove(i);
            }
        }
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
            return 0;
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
        demo.restart("centre");
        await("the centre answers", () -> {
            try {
                return centre.get(NETWORK, "application/yaml").statusCode() == 200;
            } catch (IllegalStateException e) {
                return false;
            }
        });
    }

    @Test
    @Order(4)
    void anSaeThatIsRetiredGetsNothingMore() throws Exception {
        List<DeliveredKey> keys;
        try (SaeClient client = client(NEW)) {
            keys = client.newKeys(MOD_1, 1, 256);
        }

        change(MapIT::retire);

        await("both ends refuse", () -> status(NEW, MOD_1) / 100 == 4 && status(MOD_1, NEW) / 100 == 4);
        try (SaeClient mod = client(MOD_1)) {
            assertThat(catchThrowable(() ->
                            mod.keys(NEW, keys.stream().map(DeliveredKey::id).toList())))
                    .isInstanceOf(RefusedException.class);
        }
        assertThat(status(MFA_1, MOD_1)).isEqualTo(200);
    }

    @Test
    @Order(5)
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
}
