package dk.kronborg.topology.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.InvalidNetworkException;
import dk.kronborg.topology.network.Network;
import org.junit.jupiter.api.Test;

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

    @Test
    void refusesAnotherSchema() {
        assertThatThrownBy(() -> NetworkYaml.parse(SMALL.replace("network/1", "network/9")))
                .hasMessageContaining("kronborg-network/1");
    }
}
