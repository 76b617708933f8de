package dk.kronborg;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.yaml.NetworkYaml;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The topology by the REST API of a running centre: versions, differences, proposals. */
@ExtendWith(RunningNetwork.class)
class TopologyIT {

    private static final String NETWORK = "/api/v1/network";
    private static final String PROPOSALS = NETWORK + "/proposals";
    private static final String BY = "?why=a%20test";

    private final DemoNetwork network;
    private final CentreApi centre;

    TopologyIT(DemoNetwork network) throws IOException {
        this.network = network;
        this.centre = new CentreApi(network);
    }

    private HttpResponse<String> current() {
        return centre.get(NETWORK, "application/yaml");
    }

    private static String tag(HttpResponse<String> answer) {
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    /** The document in force with another name of a site, which touches no security. */
    private static String renamed(String document) {
        return renamed(document, "Ministry of Defence " + UUID.randomUUID());
    }

    private static String renamed(String document, String name) {
        return document.replaceFirst("Ministry of Defence.*", name);
    }

    /** The document in force without its pairs, which does. */
    private static String unpaired(String document) {
        return document.substring(0, document.indexOf("pairs:")) + "pairs: []\n";
    }

    private static JsonNode json(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return CentreApi.parse(answer.body());
    }

    @Test
    void beginsWithTheConfiguredDocument() throws IOException {
        Network configured =
                NetworkYaml.parse(Files.readString(network.directory().resolve("network.yaml")));
        HttpResponse<String> first = centre.get(NETWORK + "/versions/1", "application/yaml");

        assertThat(NetworkYaml.parse(first.body()).saes()).isEqualTo(configured.saes());
        JsonNode version = centre.json(NETWORK + "/versions/1");
        assertThat(version.path("operator").asText()).isEqualTo("kronborg.network");
        assertThat(version.path("version").asLong()).isEqualTo(1);
        JsonNode difference = centre.json(NETWORK + "/versions/1/difference?limit=3");
        assertThat(difference.path("total").asInt())
                .isEqualTo(version.path("changes").asInt());
        assertThat(difference.path("changes")).hasSize(3);
        assertThat(centre.json(NETWORK + "/versions/1/difference?limit=3&cursor="
                                + difference.path("next").asInt())
                        .path("changes"))
                .isNotEmpty()
                .doesNotContainAnyElementsOf(difference.path("changes"));
    }

    @Test
    void putsAChangeInForceAndKeepsWhatWas() {
        HttpResponse<String> before = current();
        String next = "# A remark that stays.\n" + renamed(before.body());

        JsonNode tried = json(put(next, tag(before), BY + "&dry_run=true"), 200);
        assertThat(tried.path("outcome").asText()).isEqualTo("IN_FORCE");
        assertThat(tried.path("dry_run").asBoolean()).isTrue();
        assertThat(tag(current())).isEqualTo(tag(before));

        HttpResponse<String> done = put(next, tag(before), BY);
        JsonNode outcome = json(done, 200);
        assertThat(outcome.path("outcome").asText()).isEqualTo("IN_FORCE");
        assertThat(outcome.at("/difference/touches_security").asBoolean()).isFalse();
        assertThat(outcome.at("/difference/changes/0/text").asText()).startsWith("site MOD changed: name ");
        assertThat(outcome.at("/difference/changes/0/members/0/old").asText()).startsWith("Ministry of Defence");
        assertThat(current().body()).isEqualTo(next);
        assertThat(tag(current())).isEqualTo(tag(done)).isNotEqualTo(tag(before));
        long number = outcome.at("/version/version").asLong();
        assertThat(centre.get(NETWORK + "/versions/" + (number - 1), "application/yaml")
                        .body())
                .isEqualTo(before.body());
        assertThat(centre.json(NETWORK + "/versions?limit=1")
                        .at("/versions/0/why")
                        .asText())
                .isEqualTo("a test");
        assertThat(json(put(next, tag(done), BY), 200).path("outcome").asText()).isEqualTo("UNCHANGED");
    }

    /** No process starts again for it, and who listens is told. */
    @Test
    void whatIsInForceIsWatched() {
        HttpResponse<String> before = current();
        String name = "Ministry of Defence " + UUID.randomUUID();
        try (Stream<String> told = centre.lines("/api/v1/links/stream")) {
            json(put(renamed(before.body(), name), tag(before), BY), 200);

            Instant patience = Instant.now().plusSeconds(30);
            assertThat(told.takeWhile(line -> Instant.now().isBefore(patience))).anyMatch(line -> line.contains(name));
        }
        assertThat(centre.link("MFA-MOD").at("/to/name").asText()).isEqualTo(name);
        assertThat(centre.link("MOD-DC2").at("/from/name").asText()).isEqualTo(name);
    }

    @Test
    void refusesLinksThatCannotBeWatched() {
        HttpResponse<String> before = current();
        String broken = before.body()
                .replaceFirst("public_key: \"?[A-Za-z0-9+/=]+\"?", "public_key: aGVsbG8=")
                .replaceFirst("modulation_variance_snu: [0-9.]+", "modulation_variance_snu: 1.0e300");

        JsonNode problem = json(put(broken, tag(before), BY), 400);

        assertThat(problem.path("faults")).hasSize(2);
        assertThat(problem.at("/faults/0/place").asText()).isEqualTo("links[0].transmitter.telemetry_key");
        assertThat(problem.at("/faults/0/text").asText()).contains("Ed25519", "ML-DSA-65");
        assertThat(problem.at("/faults/1/place").asText()).isEqualTo("links[0]");
        assertThat(problem.at("/faults/1/text").asText()).startsWith("what link MFA-MOD makes cannot be computed: ");
        json(post(PROPOSALS + BY, unpaired(broken), tag(before)), 400);
        assertThat(tag(current())).isEqualTo(tag(before));
    }

    @Test
    void givesTheNetworkAsJsonToo() {
        JsonNode tree = json(centre.get(NETWORK, "application/json"), 200);

        assertThat(tree.path("schema").asText()).isEqualTo("kronborg-network/1");
        assertThat(NetworkYaml.ofTree(tree).links())
                .isEqualTo(NetworkYaml.parse(current().body()).links());
        assertThat(centre.get(NETWORK, "*/*").headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/yaml"));
    }

    @Test
    void tellsWhoComesSecond() {
        HttpResponse<String> seen = current();
        json(put(renamed(seen.body()), tag(seen), BY), 200);

        assertThat(json(put(renamed(seen.body()), tag(seen), BY), 412)
                        .path("detail")
                        .asText())
                .contains("is in force; make the change to that one");
        assertThat(json(post(PROPOSALS + BY, unpaired(seen.body()), tag(seen)), 412)
                        .path("status")
                        .asInt())
                .isEqualTo(412);
        json(centre.send(NETWORK + BY, "PUT", "application/yaml", seen.body()), 428);
        json(put(seen.body(), "*", BY), 412);
    }

    private HttpResponse<String> put(String document, String ifMatch, String parameters) {
        return centre.send(NETWORK + parameters, "PUT", "application/yaml", document, "If-Match", ifMatch);
    }

    private HttpResponse<String> post(String path, String document, String ifMatch) {
        return centre.send(path, "POST", "application/yaml", document, "If-Match", ifMatch);
    }

    @Test
    void listsEveryFaultOfADocumentAndChangesNothing() {
        HttpResponse<String> before = current();
        String broken = before.body()
                .replaceFirst("latitude: [0-9.]+", "latitude: 91")
                .replaceFirst("site: \"?MOD\"?", "site: OSLO");

        JsonNode problem = json(put(broken, tag(before), BY), 400);

        assertThat(problem.path("faults")).hasSize(2);
        assertThat(problem.at("/faults/0/place").asText()).matches("line \\d+, column \\d+, at sites\\[\\d]");
        assertThat(problem.at("/faults/1/text").asText()).contains("is at unknown site OSLO");
        assertThat(tag(current())).isEqualTo(tag(before));
        json(put(before.body(), tag(before), ""), 400);
        json(put(before.body(), tag(before), BY + "&dry_run=perhaps"), 400);
        json(centre.get(NETWORK + "/versions/999999"), 404);
        json(centre.get(NETWORK + "/versions/none"), 400);
        json(centre.get(NETWORK + "/versions?limit=501"), 400);
        json(centre.get(PROPOSALS + "/" + UUID.randomUUID()), 404);
        json(centre.get(PROPOSALS + "/none"), 400);
    }

    @Test
    void guaranteesNoMoreThanLinksMake() {
        HttpResponse<String> before = current();
        String modest = before.body() + "\nguarantees: [{from: KME-MFA, to: KME-MOD, bits_per_second: 100}]\n";

        JsonNode tried = json(put(modest, tag(before), BY + "&dry_run=true"), 200);
        assertThat(tried.path("outcome").asText()).isEqualTo("IN_FORCE");
        assertThat(tried.at("/difference/changes/0/part").asText()).isEqualTo("GUARANTEE");

        JsonNode problem = json(put(modest.replace("100}", "999999999}"), tag(before), BY), 400);
        assertThat(problem.path("faults")).hasSize(1);
        assertThat(problem.at("/faults/0/place").asText()).isEqualTo("guarantees[0]");
        assertThat(problem.at("/faults/0/text").asText())
                .startsWith(
                        "from KME-MFA to KME-MOD 999999999 bit/s cannot be guaranteed: of the hop KME-MFA~KME-MOD ");
        assertThat(tag(current())).isEqualTo(tag(before));
    }

    @Test
    void whatTouchesSecurityIsProposedAndWaits() {
        HttpResponse<String> before = current();
        String next = unpaired(before.body());
        assertThat(json(put(next, tag(before), BY), 409).path("detail").asText())
                .contains(PROPOSALS);
        JsonNode tried = json(put(next, tag(before), BY + "&dry_run=true"), 200);
        assertThat(tried.path("outcome").asText()).isEqualTo("NEEDS_APPROVAL");
        assertThat(tried.at("/difference/touches_security").asBoolean()).isTrue();
        json(post(PROPOSALS + BY, renamed(before.body()), tag(before)), 409);

        HttpResponse<String> created = post(PROPOSALS + BY, next, tag(before));
        JsonNode proposed = json(created, 201);
        String path = PROPOSALS + "/" + proposed.at("/proposal/id").asText();
        assertThat(created.headers().firstValue("Location"))
                .hasValueSatisfying(location -> assertThat(location).endsWith(path));
        assertThat(centre.json(path + "/difference").path("changes")).isNotEmpty();
        assertThat(centre.get(path, "application/yaml").body()).isEqualTo(next);
        JsonNode change = centre.json(path + "/change");
        assertThat(change.path("format").asText()).isEqualTo("kronborg-network-proposal/1");
        assertThat(change.at("/present/security/generation").asLong()).isPositive();
        assertThat(change.at("/proposed/network/pairs")).isEmpty();
        assertThat(json(centre.as("operator-2").send(path + "/approvals", "POST", "text/plain", "olga signs"), 400)
                        .path("detail")
                        .asText())
                .startsWith("This approves nothing: this is no approval: ");
        assertThat(centre.json(path + "/approvals").path("approvals")).isEmpty();
        assertThat(tag(current())).isEqualTo(tag(before));

        assertThat(json(centre.send(path + BY, "DELETE", "text/plain", ""), 200)
                        .path("state")
                        .asText())
                .isEqualTo("WITHDRAWN");
        json(centre.send(path + BY, "DELETE", "text/plain", ""), 409);
        json(centre.as("operator-2").send(path + "/approvals", "POST", "text/plain", "eva signs"), 409);
        assertThat(centre.json(PROPOSALS).path("proposals")).isNotEmpty();
    }

    @Test
    void showsANodeToSdnControllers() {
        String path = "/restconf/data/etsi-qkd-sdn-node:qkd_node";
        HttpResponse<String> answer = centre.get(path + "?kme=KME-MOD", "application/yang-data+json");
        JsonNode node = json(answer, 200).path("etsi-qkd-sdn-node:qkd_node");

        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/yang-data+json"));
        assertThat(node.path("qkdn_location_id").asText()).isEqualTo("MOD");
        assertThat(node.at("/qkd_links/qkd_link"))
                .isNotEmpty()
                .allSatisfy(link -> assertThat(link.path("qkdl_type").asText()).startsWith("etsi-qkd-node-types:"));
        json(centre.get(path + "?kme=KME-OSLO"), 404);
        json(centre.get(path), 400);
        json(centre.get(path + "?kme=a%20b"), 400);
    }

    @Test
    void saysWhatAFailureWouldCost() {
        String failures = "/api/v1/planning/failures";
        JsonNode table = centre.json(failures + "?limit=2");
        assertThat(table.at("/network/version").asLong()).isPositive();
        assertThat(table.path("pairs").asInt()).isEqualTo(3);
        assertThat(table.path("failures")).hasSize(2);
        assertThat(centre.json(failures + "?limit=2&cursor="
                                + table.path("next").asInt())
                        .path("failures"))
                .isNotEmpty()
                .doesNotContainAnyElementsOf(table.path("failures"));

        JsonNode cut = centre.json(failures + "?site=MOD&link=MFA-MOD").at("/failures/0");
        assertThat(cut.path("parts")).hasSize(2);
        assertThat(cut.path("own").asInt()).isEqualTo(2);
        assertThat(cut.path("cut_off").asInt()).isEqualTo(1);
        assertThat(cut.path("single_point").asBoolean()).isTrue();
        assertThat(cut.path("losses")).anySatisfy(loss -> {
            assertThat(loss.path("first").asText() + loss.path("second").asText())
                    .isEqualTo("KME-MFAKME-MOD");
            assertThat(loss.path("loses").asText()).isEqualTo("EVERYTHING");
            assertThat(loss.at("/before/rate_bps").asLong()).isPositive();
            assertThat(loss.at("/after/rate_bps").asLong()).isZero();
            assertThat(loss.at("/saes/pairs").toString()).contains("SAE-MFA-1, SAE-MOD-1");
        });
        assertThat(detail(failures + "?site=OSLO", 404))
                .startsWith("site is one of the 3 sites of the network, ")
                .endsWith("; got OSLO");
        assertThat(detail(failures + "?link=MFA-OSLO", 404)).contains("MFA-MOD");
        assertThat(detail(failures + "?site=a%20b", 400)).contains("site ID is 1 to 64");
        assertThat(detail(failures + "?limit=0", 400)).contains("limit");
    }

    private String detail(String path, int status) {
        return json(centre.get(path), status).path("detail").asText();
    }

    @Test
    void saysWhatKeysCostOnTheirWayAndPlansWithProposals() {
        String cost = "/api/v1/planning/cost?from=KME-MFA&to=KME-MOD";
        JsonNode told = centre.json(cost);
        assertThat(told.at("/paths/0/kmes").toString()).isEqualTo("[\"KME-MFA\",\"KME-MOD\"]");
        assertThat(told.at("/hops/0/pad_bits_per_key_bit").asInt()).isEqualTo(1);
        assertThat(told.path("total_pad_bits_per_key_bit").asInt()).isEqualTo(1);
        assertThat(told.path("key_rate_bps").asLong())
                .isEqualTo(told.at("/hops/0/rate_bps").asLong())
                .isPositive();

        assertThat(detail("/api/v1/planning/cost?from=KME-MFA&to=KME-MFA", 400))
                .isEqualTo("from and to are two different KMEs, got KME-MFA twice");
        assertThat(detail("/api/v1/planning/cost?from=KME-MFA", 400)).startsWith("to is missing");
        assertThat(detail("/api/v1/planning/cost?from=KME-MFA&to=KME-OSLO", 404))
                .contains("KME-DC2, KME-MFA, KME-MOD");
        assertThat(detail(cost + "&paths=5", 400)).isEqualTo("paths is a whole number from 1 to 4");
        assertThat(detail(cost + "&paths=4", 404)).contains("paths is 4");
        assertThat(detail(cost + "&version=999999", 404)).startsWith("There is no version 999999");
        assertThat(detail(cost + "&proposal=none", 400)).contains("UUID");
        assertThat(detail(cost + "&proposal=" + UUID.randomUUID(), 404)).startsWith("There is no proposal");

        HttpResponse<String> before = current();
        String closed =
                before.body().replaceFirst("(?m)^( *)(name: .?Ministry of Defence.*)$", "$1$2\n$1relays: false");
        JsonNode proposed = json(post(PROPOSALS + BY, closed, tag(before)), 201);
        String id = proposed.at("/proposal/id").asText();
        String over = "/api/v1/planning/cost?from=KME-MFA&to=KME-DC2";
        assertThat(centre.json(over).path("total_pad_bits_per_key_bit").asInt()).isEqualTo(2);
        assertThat(detail(over + "&proposal=" + id, 404)).startsWith("From KME-MFA to KME-DC2 there is no path");
        assertThat(centre.json(cost + "&proposal=" + id).at("/network/proposal").asText())
                .isEqualTo(id);
        assertThat(detail(cost + "&version=1&proposal=" + id, 400)).contains("not both");
        json(centre.send(PROPOSALS + "/" + id + BY, "DELETE", "text/plain", ""), 200);
    }

    @Test
    void takesAsMuchAsIsStatedAndNoMore() {
        HttpResponse<String> before = current();
        String document = renamed(before.body());
        byte[] filler = ("#".repeat(99) + '\n').getBytes(StandardCharsets.UTF_8);
        StringBuilder text = new StringBuilder(document);
        int most = 16 * 1024 * 1024;
        int size = document.getBytes(StandardCharsets.UTF_8).length;
        while (size + filler.length <= most) {
            text.append(new String(filler, StandardCharsets.UTF_8));
            size += filler.length;
        }
        String longest = text + " ".repeat(most - size);

        assertThat(json(put(longest, tag(before), BY + "&dry_run=true"), 200)
                        .path("outcome")
                        .asText())
                .isEqualTo("IN_FORCE");
        String[] ifMatch = {"If-Match", tag(before)};
        assertThat(json(centre.offer(NETWORK + BY, "PUT", "application/yaml", longest + " ", ifMatch), 413)
                        .path("detail")
                        .asText())
                .isEqualTo("A body here has at most 16777216 bytes");

        String approvals = PROPOSALS + "/" + UUID.randomUUID() + "/approvals";
        assertThat(centre.as("operator-2")
                        .send(approvals, "POST", "text/plain", "a".repeat(64 * 1024))
                        .statusCode())
                .isEqualTo(404);
        assertThat(json(
                                centre.as("operator-2")
                                        .offer(approvals, "POST", "text/plain", "a".repeat(64 * 1024 + 1), ifMatch),
                                413)
                        .path("detail")
                        .asText())
                .isEqualTo("A body here has at most 65536 bytes");
        assertThat(tag(current())).isEqualTo(tag(before));
    }
}
