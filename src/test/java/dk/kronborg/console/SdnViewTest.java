package dk.kronborg.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.health.Administration;
import dk.kronborg.linkmonitor.health.Freshness;
import dk.kronborg.linkmonitor.health.LinkReport;
import dk.kronborg.linkmonitor.health.LinkState;
import dk.kronborg.linkmonitor.history.Reading;
import dk.kronborg.linkmonitor.telemetry.LinkSide;
import dk.kronborg.linkmonitor.telemetry.Metric;
import dk.kronborg.linkmonitor.telemetry.Metrics;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.yaml.NetworkYaml;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A ring of five nodes, a link of each technology, in the words of ETSI GS QKD 015. */
class SdnViewTest {

    private static final Instant NOON = Instant.parse("2026-07-02T12:00:00Z");
    private static final String TYPES = "etsi-qkd-node-types:";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final Network NETWORK = network();

    private static Network network() {
        try (InputStream in = NetworkYaml.class.getResourceAsStream("/networks/technologies.yaml")) {
            return NetworkYaml.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("{id: A, name: Site A", "{id: A, relays: false, name: Site A")
                    .replace("pairs: []", """
                            pairs:
                              - {first: SAE-A-1, second: SAE-B-1}
                              - {first: SAE-A-1, second: SAE-D-1}
                              - {first: SAE-A-2, second: SAE-D-2}
                              - {first: SAE-A-1, second: SAE-A-2, policy: LOCAL}
                              - {first: SAE-B-1, second: SAE-C-1}
                            """));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode node(String kme, Map<LinkId, LinkReport> reports, Set<LinkId> withKeys) {
        SdnView view = new SdnView(NETWORK, reports, withKeys, NOON);
        JsonNode document =
                MAPPER.valueToTree(view.node(NETWORK.kme(new KmeId(kme)).orElseThrow()));
        assertThat(document.size()).isEqualTo(1);
        return document.path("etsi-qkd-sdn-node:qkd_node");
    }

    private static LinkReport report(String id, LinkState state, Map<Metric, Double> values) {
        Link link = NETWORK.link(new LinkId(id)).orElseThrow();
        Reading reading = new Reading(
                link.id(),
                LinkSide.RECEIVER,
                link.receiver().device(),
                NOON,
                new Metrics(values),
                Optional.empty(),
                Optional.empty());
        return new LinkReport(link, Optional.empty(), Optional.of(reading), Optional.empty(), Optional.of(state));
    }

    private static LinkState state(
            String id, Administration administration, String keyGeneration, String security, boolean ever) {
        return new LinkState(
                new LinkId(id),
                administration,
                true,
                keyGeneration,
                security,
                Freshness.FRESH,
                Optional.empty(),
                Severity.CLEARED,
                ever);
    }

    private static JsonNode link(JsonNode node, UUID id) {
        return StreamSupport.stream(node.at("/qkd_links/qkd_link").spliterator(), false)
                .filter(link -> link.path("qkdl_id").asText().equals(id.toString()))
                .findFirst()
                .orElseThrow();
    }

    private static UUID named(String name) {
        return SdnNames.ofName("urn:kronborg:DK.QCI:" + name);
    }

    /** The example of RFC 9562 for version 5 is in the namespace for DNS; this one is Python's uuid5(NAMESPACE_URL, ...). */
    @Test
    void namesAreWhatAnybodyComputes() {
        assertThat(SdnNames.ofName("http://python.org/"))
                .isEqualTo(UUID.fromString("4c565f0d-3f5a-5890-b41b-20cf47701c5e"));
        assertThat(named("kme:KME-A").version()).isEqualTo(5);
        assertThat(named("kme:KME-A").variant()).isEqualTo(2);
    }

    @Test
    void aNodeIsAKme() {
        JsonNode node = node("KME-A", Map.of(), Set.of());

        assertThat(node.path("qkdn_id").asText()).isEqualTo(named("kme:KME-A").toString());
        assertThat(node.path("qkdn_location_id").asText()).isEqualTo("A");
        assertThat(node.at("/qkdn_capabilities/link_stats_support").asBoolean()).isTrue();
        assertThat(node.at("/qkdn_capabilities/key_relay_mode_enable").booleanValue())
                .isFalse();
        assertThat(node("KME-B", Map.of(), Set.of())
                        .at("/qkdn_capabilities/key_relay_mode_enable")
                        .booleanValue())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "KME-A, A-B, CV-QKD, TRANSMITTER",
        "KME-B, A-B, CV-QKD, RECEIVER",
        "KME-B, B-C, DV-QKD, TRANSMITTER",
        "KME-C, C-D, DV-QKD-COW, TRANSMITTER",
        "KME-D, D-E, DV-QKD-2Ws, TRANSMITTER",
        "KME-E, E-A, DV-QKD, TRANSMITTER"
    })
    void anInterfaceIsADevice(String kme, String link, String technology, String role) {
        JsonNode node = node(kme, Map.of(), Set.of());
        JsonNode found = link(node, named("link:" + link));
        long number = found.at("/qkdl_local/qkdi_id").asLong();

        assertThat(number).isBetween(0L, 0xffff_ffffL);
        assertThat(node.at("/qkd_interfaces/qkd_interface")).hasSize(2).anySatisfy(device -> {
            assertThat(device.path("qkdi_id").asLong()).isEqualTo(number);
            assertThat(device.path("qkdi_model").asText()).startsWith(link);
            assertThat(device.path("qkdi_type").asText()).isEqualTo(TYPES + technology);
            assertThat(device.at("/qkdi_capabilities/role_support").asText()).isEqualTo(TYPES + role);
        });
        assertThat(found.path("phys_qkd_role").asText()).isEqualTo(TYPES + role);
    }

    @Test
    void bothEndsNameOneLinkAlike() {
        JsonNode here = link(node("KME-A", Map.of(), Set.of()), named("link:A-B"));
        JsonNode there = link(node("KME-B", Map.of(), Set.of()), named("link:A-B"));

        assertThat(here.path("qkdl_local")).isEqualTo(there.path("qkdl_remote"));
        assertThat(here.path("qkdl_remote")).isEqualTo(there.path("qkdl_local"));
        assertThat(here.path("qkdl_type").asText()).isEqualTo(TYPES + "PHYS");
        assertThat(link(node("KME-A", Map.of(), Set.of()), named("virtual-link:KME-A,KME-D"))
                        .path("qkdl_applications"))
                .isEqualTo(link(node("KME-D", Map.of(), Set.of()), named("virtual-link:KME-A,KME-D"))
                        .path("qkdl_applications"));
    }

    @ParameterizedTest
    @CsvSource({
        "UNLOCKED, GENERATING, TRUSTED, true, false, ACTIVE, true",
        "UNLOCKED, GENERATING, SUSPECT, true, true, ACTIVE, true",
        "UNLOCKED, STOPPED, TRUSTED, true, true, PASSIVE, true",
        "UNLOCKED, STOPPED, TRUSTED, true, false, OFF, true",
        "UNLOCKED, UNKNOWN, TRUSTED, false, false, PENDING, true",
        "LOCKED, STOPPED, TRUSTED, true, true, PASSIVE, false",
        "UNLOCKED, GENERATING, QUARANTINED, true, true, OFF, true"
    })
    void saysHowALinkIs(
            Administration administration,
            String keyGeneration,
            String security,
            boolean ever,
            boolean keys,
            String status,
            boolean enabled) {
        LinkReport report = report("A-B", state("A-B", administration, keyGeneration, security, ever), Map.of());

        JsonNode link = link(
                node("KME-A", Map.of(new LinkId("A-B"), report), keys ? Set.of(new LinkId("A-B")) : Set.of()),
                named("link:A-B"));

        assertThat(link.path("qkdl_status").asText()).isEqualTo(TYPES + status);
        assertThat(link.path("qkdl_enable").booleanValue()).isEqualTo(enabled);
    }

    @Test
    void ofALinkThatWasNeverHeardLittleIsSaid() {
        JsonNode link = link(node("KME-A", Map.of(), Set.of()), named("link:A-B"));

        assertThat(link.path("qkdl_status").asText()).isEqualTo(TYPES + "PENDING");
        assertThat(link.has("qkdl_performance")).isFalse();
        assertThat(link.has("qkdl_enable")).isFalse();
        assertThat(link.path("phys_channel_att").textValue())
                .isEqualTo(SdnView.decimal(
                        NETWORK.link(new LinkId("A-B")).orElseThrow().commissionedLossDb()));
    }

    @Test
    void ratesSaturateAndFractionsAreTexts() {
        LinkReport report = report(
                "B-C",
                state("B-C", Administration.UNLOCKED, "GENERATING", "TRUSTED", true),
                Map.of(
                        Metric.SECRET_KEY_RATE, 5e9,
                        Metric.EFFECTIVE_SECRET_KEY_RATE, 1234.6,
                        Metric.QBER, 0.02149,
                        Metric.CHANNEL_LOSS, 9.4));

        JsonNode link = link(node("KME-B", Map.of(new LinkId("B-C"), report), Set.of()), named("link:B-C"));

        assertThat(link.at("/qkdl_performance/skr").asLong()).isEqualTo(4294967295L);
        assertThat(link.at("/qkdl_performance/eskr").asLong()).isEqualTo(1235);
        assertThat(link.at("/qkdl_performance/phys_perf/0/perf_type").asText()).isEqualTo(TYPES + "QBER");
        assertThat(link.at("/qkdl_performance/phys_perf/0/value").textValue()).isEqualTo("0.021");
        assertThat(link.path("phys_channel_att").textValue()).isEqualTo("9.400");
        assertThat(SdnView.rate(OptionalDouble.of(4294967295d))).isEqualTo(4294967295L);
        assertThat(SdnView.rate(OptionalDouble.of(4294967296d))).isEqualTo(4294967295L);
        assertThat(SdnView.rate(OptionalDouble.of(-1))).isZero();
        assertThat(SdnView.rate(OptionalDouble.empty())).isNull();
    }

    @Test
    void applicationsArePairsOfSaes() {
        LinkReport report =
                report("A-B", state("A-B", Administration.UNLOCKED, "GENERATING", "TRUSTED", true), Map.of());
        JsonNode node = node("KME-A", Map.of(new LinkId("A-B"), report), Set.of());

        assertThat(node.at("/qkd_applications/qkd_app")).hasSize(4).anySatisfy(pair -> {
            assertThat(pair.path("app_id").asText())
                    .isEqualTo(named("pair:SAE-A-1,SAE-B-1").toString());
            assertThat(pair.path("app_status").asText()).isEqualTo(TYPES + "ON");
            assertThat(pair.path("app_type").asText()).isEqualTo(TYPES + "CLIENT");
            assertThat(pair.path("server_app_id").asText()).isEqualTo("urn:kronborg:DK.QCI:sae:SAE-A-1");
            assertThat(pair.at("/client_app_id/0").asText()).isEqualTo("urn:kronborg:DK.QCI:sae:SAE-B-1");
            assertThat(pair.at("/backing_qkdl_id/0").asText())
                    .isEqualTo(named("link:A-B").toString());
            assertThat(pair.path("local_qkdn_id").asText())
                    .isEqualTo(named("kme:KME-A").toString());
            assertThat(pair.path("remote_qkdn_id").asText())
                    .isEqualTo(named("kme:KME-B").toString());
        });
        assertThat(node.at("/qkd_applications/qkd_app")).anySatisfy(local -> {
            assertThat(local.path("app_id").asText())
                    .isEqualTo(named("pair:SAE-A-1,SAE-A-2").toString());
            assertThat(local.path("backing_qkdl_id")).isEmpty();
            assertThat(local.path("app_status").asText()).isEqualTo(TYPES + "ON");
        });
        assertThat(node("KME-C", Map.of(), Set.of())
                        .at("/qkd_applications/qkd_app/0/app_status")
                        .asText())
                .as("B-C makes no keys")
                .isEqualTo(TYPES + "DISCONNECTED");
    }

    @Test
    void whereThereIsNoLinkThereIsAVirtualOne() {
        JsonNode node = node("KME-A", Map.of(), Set.of());
        JsonNode virtual = link(node, named("virtual-link:KME-A,KME-D"));

        assertThat(node.at("/qkd_links/qkd_link")).hasSize(3);
        assertThat(virtual.path("qkdl_type").asText()).isEqualTo(TYPES + "VIRT");
        assertThat(virtual.path("qkdl_applications")).hasSize(2);
        assertThat(virtual.at("/qkdl_remote/qkdn_id").asText())
                .isEqualTo(named("kme:KME-D").toString());
        assertThat(virtual.has("phys_channel_att")).isFalse();
        assertThat(virtual.has("phys_qkd_role")).isFalse();
        assertThat(virtual.at("/qkdl_local").has("qkdi_id")).isFalse();
    }
}
