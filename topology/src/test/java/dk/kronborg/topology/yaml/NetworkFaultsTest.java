package dk.kronborg.topology.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.topology.network.Fault;
import dk.kronborg.topology.network.InvalidNetworkException;
import dk.kronborg.topology.network.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of documents that are not well. */
class NetworkFaultsTest {

    private static final String HEAD = """
            schema: kronborg-network/1
            domain: DK.QCI
            """;

    private static final String EMPTY = HEAD + """
            sites: []
            kmes: []
            saes: []
            links: []
            pairs: []
            """;

    private static List<String> faults(String document) {
        return catchThrowableOfType(InvalidNetworkException.class, () -> NetworkYaml.parse(document)).faults().stream()
                .map(Fault::toString)
                .toList();
    }

    @Test
    void whoSignsTheMapIsNamedAsTheMapNamesThem() {
        String authorities = EMPTY + """
                authorities:
                  centre: [ML-DSA-87:%1$s]
                  officers:
                    - {name: anna, key: ML-DSA-87:%2$s}
                    - {name: bent, key: ML-DSA-87:%3$s}
                """.formatted("A".repeat(64), "B".repeat(64), "C".repeat(64));
        assertThat(NetworkYaml.describe(authorities).authorities().orElseThrow().officers())
                .hasSize(2);
        ObjectNode tree = NetworkYaml.tree(NetworkYaml.describe(authorities));
        assertThat(NetworkYaml.tree(NetworkYaml.describe(tree.toString()))).isEqualTo(tree);

        assertThat(faults(authorities.replace("CCCC", "####")))
                .containsExactly("line 12, column 25, at authorities.officers[1].key: a key is named ML-DSA-87: and 64"
                        + " characters of Base64 for URLs, got 74 characters");
        assertThat(faults(authorities.replace("C".repeat(64), "B".repeat(64))))
                .singleElement()
                .asString()
                .startsWith("line 13, column 1, at authorities: key ML-DSA-87:BBB")
                .endsWith("stands twice: a key has one owner, and serves no more once it is retired");
        assertThat(faults(authorities + "  retired: []\n"))
                .singleElement()
                .asString()
                .endsWith("unknown member \"retired\", known are centre, officers");
        assertThat(faults(EMPTY + "authorities: {centre: [], officers: []}\n"))
                .singleElement()
                .asString()
                .endsWith("there are 1 to 8 keys of the centre, got 0");
        assertThat(faults(EMPTY + "authorities: null\n")).hasSize(1);
    }

    @Test
    void guaranteesAreForTwoKmesOnceAtARate() {
        String head = EMPTY.replace("sites: []", "sites: [{id: A, name: a, latitude: 1, longitude: 2}]")
                .replace("kmes: []", "kmes: [{id: KME-A, site: A}, {id: KME-B, site: A}]");
        assertThat(faults(head + """
                        guarantees:
                          - {from: KME-A, to: KME-B, bits_per_second: 1000000000}
                          - {from: KME-B, to: KME-A, bits_per_second: 0}
                          - {from: KME-A, to: KME-A, bits_per_second: 1}
                          - {from: KME-A, to: KME-B, bits_per_second: 1}
                          - {from: KME-B, to: KME-C, bits_per_second: 1}
                        """))
                .satisfiesExactly(
                        rate -> assertThat(rate)
                                .contains("at guarantees[1]")
                                .endsWith("a guaranteed rate is 1 to 1000000000 bit/s, got 0"),
                        same -> assertThat(same)
                                .contains("at guarantees[2]")
                                .endsWith("a guarantee is for two different KMEs, got KME-A twice"),
                        twice -> assertThat(twice)
                                .contains("at guarantees[3]")
                                .endsWith("the rate from KME-A to KME-B is guaranteed twice"),
                        unknown -> assertThat(unknown)
                                .contains("at guarantees[4]")
                                .endsWith("the guarantee from KME-B to KME-C names unknown KME KME-C"));
    }

    @Test
    void listsEveryFaultWithItsPlace() {
        assertThat(faults("""
                        schema: kronborg-network/2
                        domain: DK.QCI
                        colour: {deep: [blue]}
                        sites:
                          - {id: MFA, name: Ministry, latitude: 95.0, longitude: 12.593}
                          - {id: MOD, name: Ministry, latitude: 55.677, longitude: east}
                          - {id: DC1, name: Centre, latitude: 55.656, longitude: 12.264, manned: perhaps}
                          - {id: DC2, name: 7, latitude: 55.656, longitude: 12.264}
                          - {id: DC2, name: Centre, latitude: 55.656, longitude: 12.264}
                          - {id: DC2, name: Centre, latitude: 55.656, longitude: 12.264}
                        kmes:
                          - {id: KME-MFA, site: MFA, peer_uri: "http://127.0.0.1"}
                          - {id: KME-DC1, site: DC1, hue: red}
                          - {id: KME-DC2, site: DC3}
                        saes:
                          - {id: SAE-1, kme: KME-MFA}
                          - {id: SAE-2}
                          - {id: SAE-3, kme: KME-DC2, certificate: "dns:*.example"}
                          - 17
                          - [SAE-5]
                          - {id: SAE-6, kme: KME-DC9}
                        links:
                          - id: MFA-DC2
                            technology: CV-QKD
                            fibre_km: 2.0
                            commissioned_loss_db: 1.9
                            transmitter: {device: TX, kme: KME-MFA}
                            receiver: {device: RX, kme: KME-OSLO}
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
                          - {first: SAE-1, second: SAE-2}
                          - {first: SAE-2, second: SAE-1}
                          - {first: SAE-1, second: SAE-9}
                        """))
                .containsExactly(
                        "line 1, column 9, at schema: schema is kronborg-network/1, got \"kronborg-network/2\"",
                        "line 3, column 9: unknown member \"colour\", known are schema, domain, authorities, default_policy, sites,"
                                + " kmes, saes, links, pairs, guarantees",
                        "line 5, column 64, at sites[0]: site MFA lies at latitude -90 to 90, longitude -180 to 180,"
                                + " got 95.0, 12.593",
                        "line 6, column 60, at sites[1].longitude: it is a number, got \"east\"",
                        "line 7, column 74, at sites[2].manned: it is true or false, got \"perhaps\"",
                        "line 12, column 58, at kmes[0]: the peer URI of KME-MFA is https://host:port, got"
                                + " http://127.0.0.1",
                        "line 13, column 39, at kmes[1].hue: unknown member \"hue\", known are id, identity_keys,"
                                + " peer_uri, site",
                        "line 17, column 15, at saes[1].kme: kme is missing",
                        "line 18, column 44, at saes[2].certificate: after dns: comes a host name of at most 253"
                                + " letters, digits, '-', '_' and '.', no wildcard, got \"*.example\"",
                        "line 19, column 5, at saes[3]: it is a mapping",
                        "line 20, column 5, at saes[4]: it is a mapping",
                        "line 9, column 5, at sites[4].id: site DC2 is named twice",
                        "line 10, column 5, at sites[5].id: site DC2 is named twice",
                        "line 14, column 5, at kmes[2].site: KME KME-DC2 is at unknown site DC3",
                        "line 21, column 5, at saes[5].kme: SAE SAE-6 has unknown home KME-DC9",
                        "line 23, column 5, at links[0].receiver.kme: link MFA-DC2 ends at unknown KME KME-OSLO",
                        "line 44, column 5, at pairs[1]: pair SAE-1, SAE-2 is named twice",
                        "line 45, column 5, at pairs[2]: pair SAE-1, SAE-9 names unknown SAE SAE-9");
    }

    @Test
    void goesOnAfterAFaultDeepInAPart() {
        assertThat(faults(HEAD + """
                        sites: {MFA: Ministry}
                        kmes:
                        saes:
                          - {id: {a: [1, {b: c}]}, kme: KME-1}
                          - {id: SAE-1, kme: [[KME-1], x], certificate: "cn:"}
                          - {id: "a b", kme: KME-1}
                        links: []
                        """))
                .satisfiesExactly(
                        fault -> assertThat(fault).contains("at sites: sites is a list"),
                        fault -> assertThat(fault).contains("at kmes: kmes is a list"),
                        fault -> assertThat(fault).contains("at saes[0].id: SAE ID is 1 to 64"),
                        fault -> assertThat(fault).contains("at saes[1].kme: KME ID is 1 to 64"),
                        fault -> assertThat(fault).contains("at saes[2].id: SAE ID is 1 to 64"),
                        fault -> assertThat(fault).isEqualTo("pairs: it is missing"));
    }

    @Test
    void whatIsNoYamlIsReadNoFurther() {
        assertThat(faults(HEAD + """
                        sites:
                          - {id: MFA, name: Ministry, latitude: 95.0, longitude: 12.593}
                          - {id: MOD, name: "Ministry}
                        kmes: []
                        """)).hasSize(2).last().asString().contains("line ");
        assertThat(faults(HEAD + "sites:\n  - {id: MFA, id: MOD}\n"))
                .singleElement()
                .asString()
                .contains("line 4", "id");
        assertThat(faults("")).singleElement().asString().contains("a mapping with schema, domain");
        assertThat(faults("42")).singleElement().asString().contains("a mapping with schema, domain");
        assertThat(faults(EMPTY + "---\n" + EMPTY))
                .singleElement()
                .asString()
                .contains("nothing comes after the one document");
    }

    @Test
    void refusesABillionLaughsBeforeTheFirst() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (int i = 1; i < 10; i++) {
            String alias = "*a" + (i - 1);
            bomb.append("a" + i + ": &a" + i + " [" + String.join(", ", Collections.nCopies(9, alias)) + "]\n");
        }
        assertThat(faults(bomb.toString()))
                .last()
                .asString()
                .contains("line 1, ")
                .endsWith("anchors and aliases are not used here");
        assertThat(faults(EMPTY.replace("saes: []", "saes: *a")))
                .contains("line 5, column 7: anchors and aliases are not used here");
        assertThat(faults(EMPTY.replace("saes: []", "saes: [{id: &a SAE-1, kme: *a}]")))
                .contains("line 5, column 28: anchors and aliases are not used here");
        assertThat(faults(EMPTY.replace("saes: []", "saes: !!java.net.URL [\"http://127.0.0.1/\"]")))
                .contains("line 5, column 7: tags are not used here");
    }

    @Test
    void refusesDeepNesting() {
        assertThat(faults("deep: " + "[".repeat(15) + "]".repeat(15) + '\n' + EMPTY))
                .singleElement()
                .asString()
                .contains("unknown member \"deep\"");
        assertThat(faults("deep: " + "[".repeat(16) + "]".repeat(16) + '\n' + EMPTY))
                .anySatisfy(fault -> assertThat(fault).contains("nothing is nested deeper than 16 levels"));
        assertThat(faults("deep: " + "[\n".repeat(1_000_000) + '\n' + EMPTY))
                .anySatisfy(fault -> assertThat(fault).contains("nothing is nested deeper than 16 levels"));
        assertThat(faults("- ".repeat(30_000))).hasSize(1);
    }

    @Test
    void readsADocumentOfFiveMegabytes() {
        String document = EMPTY.replace("sites: []", "sites: [{id: A, name: a, latitude: 1, longitude: 2}]")
                .replace("kmes: []", "kmes: [{id: K, site: A}]")
                .replace(
                        "saes: []",
                        IntStream.range(0, 120_000)
                                .mapToObj(number -> "  - {id: SAE-" + number + ", kme: K, certificate: \"dns:n" + number
                                        + ".example\"}")
                                .collect(Collectors.joining("\n", "saes:\n", "")));
        assertThat(document.length()).isGreaterThan(5_000_000);

        Network network = assertTimeout(Duration.ofSeconds(20), () -> NetworkYaml.parse(document));

        assertThat(network.saes()).hasSize(120_000);
        assertThat(NetworkYaml.write(network).length()).isGreaterThan(5_000_000);
    }

    @Test
    void refusesADocumentThatIsOneCharacterTooLong(@TempDir Path directory) throws IOException {
        String longest = (EMPTY + ("#".repeat(99) + '\n').repeat(NetworkYaml.MOST_CHARACTERS / 100))
                .substring(0, NetworkYaml.MOST_CHARACTERS);

        assertThat(NetworkYaml.parse(longest).sites()).isEmpty();
        assertThat(faults(longest + "#")).containsExactly("a network is described in at most 16777216 characters");
        Path file = Files.writeString(directory.resolve("network.yaml"), longest);
        assertThat(NetworkYaml.read(file).network().sites()).isEmpty();
        Files.writeString(file, longest + "#");
        assertThatThrownBy(() -> NetworkYaml.read(file)).hasMessageContaining("in at most 16777216 characters");
    }

    @Test
    void refusesALineThatIsOneCharacterTooLong() {
        String line = "#".repeat(NetworkYaml.LONGEST_LINE);

        assertThat(NetworkYaml.parse(EMPTY + (line + '\n').repeat(3)).sites()).isEmpty();
        assertThat(faults(EMPTY + line + '\n' + line + '#'))
                .containsExactly("line 9: a line has at most 65536 characters, got 65537");
    }

    @Test
    void saysHowManyFaultsAreNotListed() {
        String faulty = EMPTY.replace(
                "saes: []",
                "saes:\n" + "  - {id: SAE-1, kme: K}\n".repeat(InvalidNetworkException.MOST / 2)
                        + "  - {id: SAE-2, kme: K}");

        assertThat(faults(faulty)).hasSize(InvalidNetworkException.MOST);
        assertThat(faults(faulty.replace("SAE-2", "SAE-1")))
                .hasSize(InvalidNetworkException.MOST + 1)
                .last()
                .isEqualTo("and 1 more faults");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dns:a.example|dns:A.example",
                "dns:a.example|cn:a.example",
                "cn:Encryptor 1|cn:encryptor 1",
                "uri:urn:example:1|uri:urn:example:1",
                "uri:urn:kronborg:DK.QCI:sae:SAE-2|"
            })
    void refusesOneCertificateForTwo(String names) {
        String first = names.substring(0, names.indexOf('|'));
        String second = names.substring(names.indexOf('|') + 1);

        assertThat(faults(twoSaes(first, second)))
                .singleElement()
                .asString()
                .contains("at saes[1].certificate: one certificate could speak for SAE SAE-1 and SAE SAE-2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dns:a.example|dns:b.example",
                "cn:Kryptør 1|cn:Kryptør 2",
                "uri:urn:example:1|uri:urn:example:I",
                "uri:urn:kronborg:DK.QCI:sae:SAE-1|",
                "|dns:sae-1"
            })
    void tellsTwoCertificatesApartAndKeepsTheirNames(String names) {
        Network network = NetworkYaml.parse(
                twoSaes(names.substring(0, names.indexOf('|')), names.substring(names.indexOf('|') + 1)));

        assertThat(NetworkYaml.parse(NetworkYaml.write(network)).saes()).isEqualTo(network.saes());
    }

    private static String twoSaes(String first, String second) {
        return EMPTY.replace("sites: []", "sites: [{id: A, name: a, latitude: 1, longitude: 2}]")
                .replace("kmes: []", "kmes: [{id: K, site: A}]")
                .replace(
                        "saes: []",
                        "saes:\n  - {id: SAE-1, kme: K" + certificate(first) + "}\n  - {id: SAE-2, kme: K"
                                + certificate(second) + "}");
    }

    private static String certificate(String name) {
        return name.isEmpty() ? "" : ", certificate: \"" + name + '"';
    }
}
