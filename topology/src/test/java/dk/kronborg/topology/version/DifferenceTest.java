package dk.kronborg.topology.version;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.topology.identity.CableId;
import dk.kronborg.topology.identity.CertificateName;
import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.identity.SiteId;
import dk.kronborg.topology.network.CvQkdParameters;
import dk.kronborg.topology.network.DvQkdParameters;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.LinkEnd;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.PairPolicy;
import dk.kronborg.topology.network.PolicyClass;
import dk.kronborg.topology.network.Sae;
import dk.kronborg.topology.network.SaePair;
import dk.kronborg.topology.network.Site;
import dk.kronborg.topology.network.Technology;
import dk.kronborg.topology.network.TelemetryKey;
import dk.kronborg.topology.version.PartChange.How;
import dk.kronborg.topology.version.PartChange.Part;
import dk.kronborg.topology.yaml.NetworkYaml;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DifferenceTest {

    /** Every member of every part there is. Who adds one says here whether it touches security. */
    private static final Map<Part, Map<String, Boolean>> TOUCHES_SECURITY = Map.of(
            Part.SITE,
                    Map.of(
                            "id",
                            true,
                            "name",
                            false,
                            "latitude",
                            false,
                            "longitude",
                            false,
                            "manned",
                            true,
                            "relays",
                            true),
            Part.KME, Map.of("id", true, "site", true, "peer_uri", false, "identity_keys", true),
            Part.SAE, Map.of("id", true, "kme", true, "certificate", true),
            Part.PAIR, Map.of("first", true, "second", true, "policy", true),
            Part.LINK,
                    Set.of(
                                    "id",
                                    "technology",
                                    "fibre_km",
                                    "commissioned_loss_db",
                                    "transmitter.device",
                                    "transmitter.kme",
                                    "transmitter.telemetry_key.key_id",
                                    "transmitter.telemetry_key.public_key",
                                    "receiver.device",
                                    "receiver.kme",
                                    "receiver.telemetry_key.key_id",
                                    "receiver.telemetry_key.public_key",
                                    "cv_qkd.modulation_variance_snu",
                                    "cv_qkd.excess_noise_snu",
                                    "cv_qkd.detection",
                                    "cv_qkd.detector_efficiency",
                                    "cv_qkd.electronic_noise_snu",
                                    "cv_qkd.detector_trust",
                                    "cv_qkd.reconciliation_efficiency",
                                    "cv_qkd.frame_error_rate",
                                    "cv_qkd.symbol_rate_bd",
                                    "cv_qkd.block_symbols",
                                    "cv_qkd.disclosed_symbols",
                                    "cv_qkd.device_share",
                                    "dv_qkd.pulse_rate_hz",
                                    "dv_qkd.mean_photon_number",
                                    "dv_qkd.detector_efficiency",
                                    "dv_qkd.dark_counts_per_s",
                                    "dv_qkd.sifted_share",
                                    "dv_qkd.intrinsic_error_rate",
                                    "dv_qkd.visibility",
                                    "dv_qkd.error_correction_inefficiency",
                                    "dv_qkd.block_bits",
                                    "dv_qkd.qber_limit",
                                    "dv_qkd.detector_trust",
                                    "dv_qkd.device_share",
                                    "cable")
                            .stream()
                            .collect(Collectors.toMap(field -> field, field -> false)));

    private static final Map<Part, Class<? extends Record>> RECORDS = Map.of(
            Part.SITE,
            Site.class,
            Part.KME,
            Kme.class,
            Part.SAE,
            Sae.class,
            Part.PAIR,
            SaePair.class,
            Part.LINK,
            Link.class);

    /** Of each part two of which no member is the same. */
    private static final Map<Part, List<Record>> OPPOSITES = Map.of(
            Part.SITE,
                    List.of(
                            new Site(new SiteId("A"), "one", 1, 2, true, true),
                            new Site(new SiteId("B"), "other", 3, 4, false, false)),
            Part.KME,
                    List.of(
                            new Kme(new KmeId("A"), new SiteId("A"), Optional.of(URI.create("https://a:1"))),
                            new Kme(
                                    new KmeId("B"),
                                    new SiteId("B"),
                                    Optional.empty(),
                                    Optional.of(List.of("ML-DSA-87:" + "a".repeat(64))))),
            Part.SAE,
                    List.of(
                            new Sae(new SaeId("A"), new KmeId("A")),
                            new Sae(new SaeId("B"), new KmeId("B"), Optional.of(CertificateName.parse("dns:b")))),
            Part.PAIR,
                    List.of(
                            new SaePair(new SaeId("A"), new SaeId("B")),
                            new SaePair(new SaeId("C"), new SaeId("D"), Optional.of(PairPolicy.Local.LOCAL))),
            Part.LINK, List.of(continuous(), discrete()));

    private static Link continuous() {
        return new Link(
                new LinkId("A"),
                Technology.CV_QKD,
                1,
                2,
                new LinkEnd(new DeviceId("A-TX"), new KmeId("A"), Optional.empty()),
                new LinkEnd(new DeviceId("A-RX"), new KmeId("B"), Optional.empty()),
                Optional.of(new CvQkdParameters(
                        4,
                        0.01,
                        CvQkdParameters.Detection.HETERODYNE,
                        0.6,
                        0.05,
                        CvQkdParameters.DetectorTrust.TRUSTED,
                        0.95,
                        0.1,
                        1e8,
                        1_000_000,
                        500_000,
                        0.1)),
                Optional.empty(),
                Optional.empty());
    }

    private static Link discrete() {
        TelemetryKey key = new TelemetryKey("key", "AAAA");
        return new Link(
                new LinkId("B"),
                Technology.DV_QKD_COW,
                3,
                4,
                new LinkEnd(new DeviceId("B-TX"), new KmeId("C"), Optional.of(key)),
                new LinkEnd(new DeviceId("B-RX"), new KmeId("D"), Optional.of(key)),
                Optional.empty(),
                Optional.of(new DvQkdParameters(
                        1e9,
                        0.1,
                        0.2,
                        600,
                        0.9,
                        0.01,
                        Optional.of(0.99),
                        1.16,
                        1_000_000,
                        0.06,
                        CvQkdParameters.DetectorTrust.TRUSTED,
                        0.1)),
                Optional.of(new CableId("NORTH")));
    }

    @Test
    void knowsOfEveryMemberWhetherItTouchesSecurity() {
        RECORDS.forEach((part, record) -> {
            Set<String> members = new TreeSet<>();
            members("", record, members);
            assertThat(TOUCHES_SECURITY.getOrDefault(part, Map.of()).keySet())
                    .as("%s", part)
                    .isEqualTo(members);
            members.forEach(field -> assertThat(PartChange.touchesSecurity(part, field))
                    .as("%s %s", part, field)
                    .isEqualTo(TOUCHES_SECURITY.getOrDefault(part, Map.of()).get(field)));
        });
        assertThat(RECORDS.keySet()).containsExactlyInAnyOrder(Part.SITE, Part.KME, Part.SAE, Part.PAIR, Part.LINK);
        assertThat(PartChange.touchesSecurity(Part.DOMAIN, "domain")).isTrue();
        assertThat(PartChange.touchesSecurity(Part.DOMAIN, "default_policy")).isTrue();
        assertThat(PartChange.touchesSecurity(Part.SITE, "of tomorrow")).isTrue();
    }

    @Test
    void seesADifferenceOfEveryMember() {
        OPPOSITES.forEach((part, two) -> {
            PartChange change = Difference.change(
                            part, "id", Optional.of(Members.of(two.getFirst())), Optional.of(Members.of(two.getLast())))
                    .orElseThrow();
            assertThat(change.fields())
                    .extracting(FieldChange::field)
                    .containsExactlyInAnyOrderElementsOf(
                            TOUCHES_SECURITY.getOrDefault(part, Map.of()).keySet());
        });
    }

    /** The paths of all members, by the types of the components alone. */
    private static void members(String prefix, Class<?> record, Set<String> members) {
        for (RecordComponent component : record.getRecordComponents()) {
            Class<?> type = held(component.getGenericType());
            String name = prefix + Members.snake(component.getName());
            if (type.isRecord() && !Members.isName(type)) {
                members(name + '.', type, members);
            } else {
                members.add(name);
            }
        }
    }

    private static Class<?> held(Type type) {
        if (type instanceof ParameterizedType generic) {
            return held(generic.getActualTypeArguments()[0]);
        }
        return (Class<?>) type;
    }

    private static final String DOCUMENT = """
            schema: kronborg-network/1
            domain: DK.QCI
            sites:
              - {id: A, name: one, latitude: 1, longitude: 2}
              - {id: B, name: two, latitude: 1, longitude: 2}
            kmes:
              - {id: KME-A, site: A}
              - {id: KME-B, site: B}
            saes:
              - {id: SAE-A, kme: KME-A}
              - {id: SAE-B, kme: KME-B}
              - {id: SAE-C, kme: KME-B}
            links: []
            pairs:
              - {first: SAE-A, second: SAE-B}
              - {first: SAE-A, second: SAE-C, policy: PREFER_QKD}
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    name: one            | name: eins                      | false | site A changed: name one -> eins
                    latitude: 1, longitude: 2} | latitude: 9, longitude: 2} | false | site A changed: latitude 1.0 -> 9.0; site B changed: latitude 1.0 -> 9.0
                    site: A}             | site: A, peer_uri: "https://a"} | false | kme KME-A changed: peer_uri https://a
                    site: A}             | site: B}                        | true  | kme KME-A changed: site A -> B
                    - {id: A, name: one, | - {id: A, manned: false, name: one, | true | site A changed: manned true -> false
                    - {id: A, name: one, | - {id: A, relays: false, name: one, | true | site A changed: relays true -> false
                    {id: SAE-C, kme: KME-B} | {id: SAE-C, kme: KME-A}      | true  | sae SAE-C changed: kme KME-B -> KME-A
                    {id: SAE-C, kme: KME-B} | {id: SAE-C, kme: KME-B, certificate: "dns:c"} | true  | sae SAE-C changed: certificate dns:c
                    - {first: SAE-A, second: SAE-B} | ''                   | true  | pair SAE-A, SAE-B removed: first SAE-A -> nothing, second SAE-B -> nothing
                    PREFER_QKD}          | 'ALWAYS_HYBRID, qkd_required: false}' | true | pair SAE-A, SAE-C changed: policy PREFER_QKD -> ALWAYS_HYBRID with qkd_required: false
                    PREFER_QKD}          | 'ALWAYS_HYBRID, its_only: true}' | true | pair SAE-A, SAE-C changed: policy PREFER_QKD -> ALWAYS_HYBRID with its_only: true
                    'sites:'             | 'default_policy: {policy: QKD_ONLY}\nsites:' | true | domain DK.QCI changed: default_policy QKD_ONLY
                    DK.QCI               | SE.QCI                          | true | domain SE.QCI changed: domain DK.QCI -> SE.QCI
                    """)
    void saysWhatDiffers(String before, String after, boolean touchesSecurity, String lines) {
        Difference difference = between(
                DOCUMENT,
                DOCUMENT.replace(before, after == null ? "" : after.replace("\\n", "\n"))
                        .replace("  \n", ""));

        assertThat(difference.changes().stream().map(PartChange::toString).collect(Collectors.joining("; ")))
                .isEqualTo(lines);
        assertThat(difference.touchesSecurity()).isEqualTo(touchesSecurity);
    }

    @Test
    void anotherOrderIsNoDifference() {
        assertThat(between(
                                DOCUMENT,
                                DOCUMENT.replace("  - {id: KME-A, site: A}\n", "")
                                        .replace("saes:", "  - {id: KME-A, site: A}\nsaes:"))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void theFirstAddsEverything() {
        Difference first = Difference.between(Optional.empty(), NetworkYaml.parse(DOCUMENT));

        assertThat(first.changes()).hasSize(10).allMatch(change -> change.how() == How.ADDED);
        assertThat(first.touchesSecurity()).isTrue();
    }

    @Test
    void linksTouchNoSecurityButTheirSitesDo() {
        String link = """
                links:
                  - id: A-B
                    technology: DV-QKD
                    fibre_km: 2.0
                    commissioned_loss_db: 1.9
                    transmitter: {device: TX, kme: KME-A}
                    receiver: {device: RX, kme: KME-B}
                    dv_qkd:
                      pulse_rate_hz: 1.25e9
                      mean_photon_number: 0.1
                      detector_efficiency: 0.2
                      dark_counts_per_s: 600.0
                      sifted_share: 0.9
                      intrinsic_error_rate: 0.01
                      error_correction_inefficiency: 1.16
                      block_bits: 1000000
                      qber_limit: 0.06
                      detector_trust: TRUSTED
                      device_share: 0.1
                """;
        String linked = DOCUMENT.replace("links: []\n", link);

        assertThat(between(DOCUMENT, linked).touchesSecurity()).isFalse();
        assertThat(between(linked, DOCUMENT).touchesSecurity()).isFalse();
        assertThat(between(
                                linked,
                                linked.replace(
                                        "kme: KME-B}\n    dv",
                                        "kme: KME-B, telemetry_key: {key_id: k," + " public_key: AAAA}}\n    dv"))
                        .changes())
                .singleElement()
                .hasToString(
                        "link A-B changed: receiver.telemetry_key.key_id k, receiver.telemetry_key.public_key AAAA");
        assertThat(between(DOCUMENT, linked.replace("kmes:", "  - {id: C, name: c, latitude: 1, longitude: 2}\nkmes:"))
                        .touchesSecurity())
                .isTrue();
    }

    private static Difference between(String before, String after) {
        return Difference.between(Optional.of(network(before)), network(after));
    }

    private static Network network(String document) {
        return NetworkYaml.parse(document);
    }

    @Test
    void saysAPolicyAsDocumentsDo() {
        for (PolicyClass name : PolicyClass.values()) {
            assertThat(Members.said(name.policy())).isEqualTo(name.name());
        }
        assertThat(Members.said(PairPolicy.Local.LOCAL)).isEqualTo("LOCAL");
    }
}
