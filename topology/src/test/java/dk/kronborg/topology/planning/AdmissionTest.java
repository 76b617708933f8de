package dk.kronborg.topology.planning;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.topology.network.Fault;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.yaml.NetworkYaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What five KMEs in a ring can guarantee, whose links make 1000 bit/s each. */
class AdmissionTest {

    private static final String RING = resource();
    private static final String TWO = """
            guarantees:
              - {from: KME-MFA, to: KME-MHES, bits_per_second: 500}
              - {from: KME-MFA, to: KME-MOD, bits_per_second: 400}
            """;

    private static String resource() {
        try (InputStream yaml = Objects.requireNonNull(NetworkYaml.class.getResourceAsStream("/networks/ring.yaml"))) {
            return new String(yaml.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> faults(String document) {
        Network network = NetworkYaml.parse(document);
        return Admission.faults(network, link -> 1000).stream()
                .map(Fault::toString)
                .toList();
    }

    @Test
    void ninePartsInTenOfEachHopCanBeGuaranteed() {
        assertThat(faults(RING)).isEmpty();
        assertThat(faults(RING + TWO)).isEmpty();
        assertThat(faults(RING + TWO + "  - {from: KME-MOD, to: KME-MFA, bits_per_second: 1}\n"))
                .containsExactly("guarantees[2]: from KME-MOD to KME-MFA 1 bit/s cannot be guaranteed: of the hop"
                        + " KME-MFA~KME-MOD 0 bit/s are left for guarantees");
        assertThat(faults(RING + TWO + "  - {from: KME-MOD, to: KME-MBC, bits_per_second: 401}\n"))
                .containsExactly("guarantees[2]: from KME-MOD to KME-MBC 401 bit/s cannot be guaranteed: of the hop"
                        + " KME-MHES~KME-MOD 400 bit/s are left for guarantees");
    }

    @Test
    void whoIsRefusedTakesNothingFromOthers() {
        assertThat(faults(RING + TWO.replace("500", "901")))
                .singleElement()
                .asString()
                .startsWith("guarantees[0]");
    }

    @Test
    void withoutAWayNothingIsGuaranteed() {
        String parted = RING.replace("{id: MOD, ", "{id: MOD, relays: false, ")
                .replace("{id: AUT5, ", "{id: AUT5, relays: false, ");
        assertThat(faults(parted + TWO)).containsExactly("guarantees[0]: there is no way from KME-MFA to KME-MHES");
    }
}
