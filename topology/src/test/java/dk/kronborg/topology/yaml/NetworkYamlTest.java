package dk.kronborg.topology.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.topology.identity.CableId;
import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.InvalidNetworkException;
import dk.kronborg.topology.network.KeyPolicy;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.PairPolicy;
import dk.kronborg.topology.network.PolicyClass;
import dk.kronborg.topology.network.SaePair;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkYamlTest {

    private static final String SMALL = """
            schema: kronborg-network/1
            domain: DK.QCI
            sites:
              - {id: MFA, name: Ministry of Foreign Affairs, latitude: 55.676, longitude: 12.593}
              - {id: MOD, name: Ministry of Defence, latitude: 55.677, longitude: 12.585}
            kmes:
              - {id: KME-MFA, site: MFA, peer_uri: "https://127.0.0.1:7102"}
              - {id: KME-MOD, site: MOD}
            saes:
              - {id: SAE-MFA-1, kme: KME-MFA}
              - {id: SAE-MOD-1, kme: KME-MOD}
            links:
              - id: MFA-MOD
                technology: CV-QKD
                fibre_km: 2.0
                commissioned_loss_db: 1.9
                transmitter: {device: MFA-MOD-TX, kme: KME-MFA}
                receiver: {device: MFA-MOD-RX, kme: KME-MOD}
                cv_qkd:
                  modulation_variance_snu: 4.0
                  excess_noise_snu: 0.01
                  detection: HETERODYNE
                  detector_efficiency: 0.6
                  electronic_noise_snu: 0.05
                  detector_trust: TRUSTED
                  reconciliation_efficiency: 0.95
                  frame_error_rate: 0.1
                  symbol_rate_bd: 1.0e8
                  block_symbols: 1000000000
                  disclosed_symbols: 500000000
                  device_share: 0.1
            pairs:
              - {first: SAE-MOD-1, second: SAE-MFA-1}
            """;

    @Test
    void readsANetworkAndKnowsItsParts() {
        Network network = NetworkYaml.parse(SMALL);

        assertThat(network.link(new LinkId("MFA-MOD"))).isPresent();
        assertThat(network.linkOf(new DeviceId("MFA-MOD-RX"))).isPresent();
        assertThat(network.mayShareKeys(new SaeId("SAE-MFA-1"), new SaeId("SAE-MOD-1")))
                .isTrue();
        assertThat(network.mayShareKeys(new SaeId("SAE-MFA-1"), new SaeId("SAE-MFA-1")))
                .isFalse();
    }

    @Test
    void writesWhatItReadsBack() {
        String written = NetworkYaml.write(NetworkYaml.parse(SMALL));

        assertThat(NetworkYaml.write(NetworkYaml.parse(written))).isEqualTo(written);
    }

    @Test
    void namesThePlaceOfAFault() {
        assertThatThrownBy(() -> NetworkYaml.parse(SMALL.replace("id: SAE-MFA-1,", "id: \"a b\",")))
                .hasMessageContaining("line 10")
                .hasMessageContaining("SAE ID is 1 to 64");
        assertThatThrownBy(() -> NetworkYaml.parse(SMALL.replace("fibre_km: 2.0", "fibre_km: -2.0")))
                .hasMessageContaining("longer than 0 km, got -2.0");
        assertThatThrownBy(() -> NetworkYaml.parse(SMALL.replace("fibre_km: 2.0", "")))
                .hasMessageContaining("at links[0]");
        assertThatThrownBy(() -> NetworkYaml.parse(SMALL.replace("device: MFA-MOD-TX, ", "")))
                .hasMessageContaining("device");
        assertThatThrownBy(() -> NetworkYaml.parse(SMALL.replace("domain:", "colour: blue\ndomain:")))
                .hasMessageContaining("colour");
    }

    @Test
    void listsEveryFaultOfTheWhole() {
        String broken = SMALL.replace("kme: KME-MOD}", "kme: KME-OSLO}");

        assertThatThrownBy(() -> NetworkYaml.parse(broken))
                .isInstanceOf(InvalidNetworkException.class)
                .hasMessageContaining("SAE SAE-MOD-1 has unknown home KME-OSLO")
                .hasMessageContaining("link MFA-MOD ends at unknown KME KME-OSLO");
    }

    private static final String LOCAL = SMALL.replace(
                    "  - {id: SAE-MOD-1,", "  - {id: SAE-MFA-2, kme: KME-MFA}\n  - {id: SAE-MOD-1,")
            .concat("  - {first: SAE-MFA-2, second: SAE-MFA-1, policy: LOCAL}\n");

    @Test
    void aPairWithOneHomeMayHaveLocalKeys() {
        Network network = NetworkYaml.parse(LOCAL);
        SaeId one = new SaeId("SAE-MFA-1");

        assertThat(network.pair(one, new SaeId("SAE-MFA-2")))
                .hasValueSatisfying(pair -> assertThat(pair.mayHaveLocalKeys()).isTrue());
        assertThat(network.pair(new SaeId("SAE-MOD-1"), one))
                .hasValueSatisfying(pair -> assertThat(pair.mayHaveLocalKeys()).isFalse());
        assertThat(network.pair(new SaeId("SAE-MOD-1"), new SaeId("SAE-MFA-2"))).isEmpty();
        String written = NetworkYaml.write(network);
        assertThat(written).containsOnlyOnce("policy: LOCAL");
        assertThat(NetworkYaml.parse(written).pairs()).containsExactlyInAnyOrderElementsOf(network.pairs());
    }

    @Test
    void refusesAPolicyThatThePairCannotHave() {
        assertThatThrownBy(
                        () -> NetworkYaml.parse(SMALL.replace("second: SAE-MFA-1", "second: SAE-MFA-1, policy: LOCAL")))
                .isInstanceOf(InvalidNetworkException.class)
                .hasMessageContaining("pair SAE-MFA-1, SAE-MOD-1 has policy LOCAL, which is for two SAEs of one KME,"
                        + " but SAE-MFA-1 is at KME-MFA and SAE-MOD-1 at KME-MOD");
        for (String policy : List.of("local", "QKD_FIRST", "0", "\"\"", "[LOCAL]")) {
            assertThatThrownBy(() -> NetworkYaml.parse(LOCAL.replace("policy: LOCAL", "policy: " + policy)))
                    .hasMessageContaining("line 35")
                    .hasMessageContaining("at pairs[1].policy")
                    .hasMessageContaining(
                            "the policy of a pair is LOCAL, QKD_ONLY, ALWAYS_HYBRID, PREFER_QKD or PQC_ALLOWED,"
                                    + " or left out");
        }
    }

    private static final SaeId MFA_1 = new SaeId("SAE-MFA-1");
    private static final SaeId MOD_1 = new SaeId("SAE-MOD-1");

    /** The network with these members said of its one pair, and of the domain. */
    private static String policies(String ofPair, String ofDomain) {
        return SMALL.replace("second: SAE-MFA-1}", "second: SAE-MFA-1" + (ofPair.isEmpty() ? "" : ", " + ofPair) + "}")
                .replace("sites:", ofDomain.isEmpty() ? "sites:" : "default_policy: {" + ofDomain + "}\nsites:");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    policy: QKD_ONLY                                     | Q...
                    policy: QKD_ONLY, its_only: false                    | Q...
                    policy: QKD_ONLY, its_only: true                     | Q..I
                    policy: ALWAYS_HYBRID                                | QP..
                    policy: ALWAYS_HYBRID, qkd_required: true            | QP..
                    policy: ALWAYS_HYBRID, its_only: true                | QP.I
                    policy: ALWAYS_HYBRID, qkd_required: false           | QPF.
                    policy: PREFER_QKD                                   | Q.F.
                    policy: PQC_ALLOWED                                  | ..F.
                    """)
    void aPairOrTheDomainSaysItsPolicy(String said, String flags) {
        for (String document : List.of(policies(said, ""), policies("", said))) {
            Network network = NetworkYaml.parse(document);
            assertThat(network.policy(MOD_1, MFA_1)).contains(policy(flags));

            String written = NetworkYaml.write(network);
            Network again = NetworkYaml.parse(written);
            assertThat(again.pairs()).isEqualTo(network.pairs());
            assertThat(again.defaultPolicy()).isEqualTo(network.defaultPolicy());
            assertThat(NetworkYaml.write(again)).isEqualTo(written);
        }
    }

    private static KeyPolicy policy(String flags) {
        return new KeyPolicy(flags.contains("Q"), flags.contains("P"), flags.contains("F"), flags.contains("I"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                                         | ''                                         | Q...
                    policy: PREFER_QKD                         | policy: ALWAYS_HYBRID, qkd_required: false | QPF.
                    policy: PREFER_QKD                         | policy: QKD_ONLY, its_only: true           | Q..I
                    policy: ALWAYS_HYBRID, qkd_required: false | policy: QKD_ONLY                           | QP..
                    policy: ALWAYS_HYBRID, its_only: true      | policy: PQC_ALLOWED                        | QP.I
                    policy: PQC_ALLOWED                        | policy: PREFER_QKD                         | Q.F.
                    """)
    void theStricterOfPairAndDomainHolds(String ofPair, String ofDomain, String flags) {
        assertThat(NetworkYaml.parse(policies(ofPair, ofDomain)).policy(MFA_1, MOD_1))
                .contains(policy(flags));
        assertThat(NetworkYaml.parse(policies(ofDomain, ofPair)).policy(MFA_1, MOD_1))
                .contains(policy(flags));
    }

    @Test
    void localKeysAreNotUnderThePolicyOfTheDomain() {
        Network network = NetworkYaml.parse(LOCAL.replace("sites:", "default_policy: {policy: ALWAYS_HYBRID}\nsites:"));

        assertThat(network.policy(MFA_1, new SaeId("SAE-MFA-2"))).contains(PairPolicy.Local.LOCAL);
        assertThat(network.policy(MFA_1, MOD_1)).contains(PolicyClass.ALWAYS_HYBRID.policy());
        assertThat(network.policy(MOD_1, new SaeId("SAE-MFA-2"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    policy: PREFER_QKD, qkd_required: true                     | qkd_required goes with policy ALWAYS_HYBRID only, got it with PREFER_QKD
                    policy: QKD_ONLY, qkd_required: false                      | qkd_required goes with policy ALWAYS_HYBRID only, got it with QKD_ONLY
                    policy: PQC_ALLOWED, its_only: true                        | its_only goes with policies that never fall back to PQC, QKD_ONLY and ALWAYS_HYBRID with qkd_required, got it with PQC_ALLOWED
                    policy: PREFER_QKD, its_only: true                         | got it with PREFER_QKD
                    policy: ALWAYS_HYBRID, qkd_required: false, its_only: true | got it with ALWAYS_HYBRID and qkd_required: false
                    policy: ALWAYS_HYBRID, qkd_required: "no"                  | it is true or false, got "no"
                    policy: ALWAYS_HYBRID, its_only: 1                         | it is true or false, got "1"
                    policy: ALWAYS_HYBRID, colour: blue                        | colour
                    """)
    void refusesAPolicyThatContradictsItself(String said, String fault) {
        assertThatThrownBy(() -> NetworkYaml.parse(policies(said, "")))
                .hasMessageContaining("line 33")
                .hasMessageContaining("at pairs[0]")
                .hasMessageContaining(fault);
        assertThatThrownBy(() -> NetworkYaml.parse(policies("", said)))
                .hasMessageContaining("line 3,")
                .hasMessageContaining("at default_policy")
                .hasMessageContaining(fault);
    }

    @Test
    void refusesHalfAPolicy() {
        for (String said : List.of("its_only: true", "qkd_required: false", "policy: LOCAL, its_only: false")) {
            assertThatThrownBy(() -> NetworkYaml.parse(policies(said, "")))
                    .hasMessageContaining("line 33")
                    .hasMessageContaining("at pairs[0]")
                    .hasMessageContaining("qkd_required and its_only go with the class of a policy, got "
                            + (said.contains("LOCAL") ? "policy LOCAL" : "no policy"));
        }
        assertThatThrownBy(() -> NetworkYaml.parse(policies("", "its_only: true")))
                .hasMessageContaining("at default_policy")
                .hasMessageContaining("policy");
        assertThatThrownBy(() -> NetworkYaml.parse(policies("", "policy: LOCAL")))
                .hasMessageContaining("at default_policy.policy")
                .hasMessageContaining("the class of a policy is QKD_ONLY, ALWAYS_HYBRID, PREFER_QKD or PQC_ALLOWED,"
                        + " got \"LOCAL\"");
    }

    @Test
    void refusesAPolicyThatNoDocumentCouldSay() {
        Network network = NetworkYaml.parse(SMALL);
        KeyPolicy nameless = policy(".P..");

        assertThatThrownBy(() -> new Network(
                        network.domain(),
                        Optional.of(nameless),
                        network.sites(),
                        network.kmes(),
                        network.saes(),
                        network.links(),
                        List.of(new SaePair(MFA_1, MOD_1, Optional.of(nameless)))))
                .isInstanceOf(InvalidNetworkException.class)
                .hasMessageContaining("domain DK.QCI has a policy of no class: KeyPolicy[needsQkd=false, needsPqc=true")
                .hasMessageContaining("pair SAE-MFA-1, SAE-MOD-1 has a policy of no class: KeyPolicy[");
    }

    @Test
    void refusesAPairThatIsNamedTwice() {
        assertThatThrownBy(() -> NetworkYaml.parse(LOCAL.concat("  - {first: SAE-MFA-1, second: SAE-MFA-2}\n")))
                .isInstanceOf(InvalidNetworkException.class)
                .hasMessageContaining("pair SAE-MFA-1, SAE-MFA-2 is named twice");
    }

    private static final String DISCRETE =
            SMALL.substring(0, SMALL.indexOf("    cv_qkd:")).replace("technology: CV-QKD", "technology: DV-QKD-COW")
                    + """
                cable: NORTH
                dv_qkd:
                  pulse_rate_hz: 1.25e9
                  mean_photon_number: 0.1
                  detector_efficiency: 0.2
                  dark_counts_per_s: 600.0
                  sifted_share: 0.9
                  intrinsic_error_rate: 0.01
                  visibility: 0.99
                  error_correction_inefficiency: 1.16
                  block_bits: 1000000
                  qber_limit: 0.06
                  detector_trust: TRUSTED
                  device_share: 0.1
            pairs: []
            """;

    @Test
    void readsAndWritesADiscreteLinkInACable() {
        Network network = NetworkYaml.parse(DISCRETE);

        Link link = network.link(new LinkId("MFA-MOD")).orElseThrow();
        assertThat(link.cvQkd()).isEmpty();
        assertThat(link.dvQkd()).hasValueSatisfying(setup -> {
            assertThat(setup.visibility()).contains(0.99);
            assertThat(setup.blockBits()).isEqualTo(1_000_000);
        });
        assertThat(network.linksIn(new CableId("NORTH"))).containsExactly(link);
        assertThat(network.linksIn(new CableId("SOUTH"))).isEmpty();
        assertThat(NetworkYaml.parse(NetworkYaml.write(network)).links()).containsExactly(link);
        assertThat(NetworkYaml.write(NetworkYaml.parse(SMALL))).doesNotContain("dv_qkd", "cable");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    pulse_rate_hz: 1.25e9              | pulse_rate_hz: 0                    | pulse rate is above 0 Hz, got 0.0
                    mean_photon_number: 0.1            | mean_photon_number: 2.1             | mean photon number is above 0 and at most 2, got 2.1
                    detector_efficiency: 0.2           | detector_efficiency: 20             | detector efficiency is above 0 and at most 1, got 20.0
                    dark_counts_per_s: 600.0           | dark_counts_per_s: -1               | dark counts are not negative, got -1.0
                    sifted_share: 0.9                  | sifted_share: 0                     | sifted share is above 0 and at most 1, got 0.0
                    intrinsic_error_rate: 0.01         | intrinsic_error_rate: 0.5           | intrinsic error rate is from 0 to below 0.5, got 0.5
                    visibility: 0.99                   | visibility: 1.1                     | visibility is above 0 and at most 1, got 1.1
                    error_correction_inefficiency: 1.16| error_correction_inefficiency: 0.9  | error correction inefficiency is from 1 to 2, got 0.9
                    block_bits: 1000000                | block_bits: 999                     | a block has at least 1000 bits, got 999.0
                    qber_limit: 0.06                   | qber_limit: 6                       | QBER limit is above 0 and at most 0.5, got 6.0
                    device_share: 0.1                  | device_share: 0                     | device share is above 0 and at most 1, got 0.0
                    visibility: 0.99                   | colour: 1                           | colour
                    cable: NORTH                       | cable: "a b"                        | cable ID is 1 to 64
                    cable: NORTH                       | cable: MFA-MOD                      | cable MFA-MOD has the name of a link
                    DV-QKD-COW                         | DV-QKD                              | link MFA-MOD has a visibility exactly if it is DV-QKD-COW
                    DV-QKD-COW                         | CV-QKD                              | link MFA-MOD has cv_qkd parameters exactly if it is CV-QKD
                    """)
    void namesTheFaultOfADiscreteLink(String right, String wrong, String fault) {
        assertThat(DISCRETE).contains(right);
        assertThatThrownBy(() -> NetworkYaml.parse(DISCRETE.replace(right, wrong)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(fault);
    }

    @Test
    void refusesALinkWithoutTheSetupOfItsTechnology() {
        assertThatThrownBy(() -> NetworkYaml.parse(SMALL.replace("CV-QKD", "DV-QKD")))
                .hasMessageContaining("has cv_qkd parameters exactly if it is CV-QKD");
        String bare = SMALL.substring(0, SMALL.indexOf("    cv_qkd:")).replace("CV-QKD", "DV-QKD") + "pairs: []\n";
        assertThatThrownBy(() -> NetworkYaml.parse(bare))
                .hasMessageContaining("link MFA-MOD has dv_qkd parameters exactly if it is not CV-QKD");
    }

    @Test
    void refusesAnotherSchema() {
        assertThatThrownBy(() -> NetworkYaml.parse(SMALL.replace("network/1", "network/9")))
                .hasMessageContaining("kronborg-network/1");
    }
}
