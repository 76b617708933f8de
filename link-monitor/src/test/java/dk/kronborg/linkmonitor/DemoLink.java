package dk.kronborg.linkmonitor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.linkmonitor.intake.RecordPlace;
import dk.kronborg.linkmonitor.intake.TelemetryRecord;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.yaml.NetworkYaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.erdtman.jcs.JsonCanonicalizer;

/** Link MFA-MOD with its two devices, which hold their keys and sign what they say; MOD-DC2 has no keys enrolled. */
public final class DemoLink {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final String algorithm;
    private final KeyPair transmitterKey;
    private final KeyPair receiverKey;
    private final Network network;
    private final UUID boot = UUID.randomUUID();
    private final AtomicLong seq = new AtomicLong();
    private final AtomicLong offset = new AtomicLong();

    /** Its devices sign with Ed25519. */
    public DemoLink() {
        this("Ed25519");
    }

    /** Its devices sign with that algorithm of the JDK. */
    public DemoLink(String algorithm) {
        this.algorithm = algorithm;
        this.transmitterKey = keyPair(algorithm);
        this.receiverKey = keyPair(algorithm);
        this.network = network(publicKey(transmitterKey), publicKey(receiverKey));
    }

    /** Always the same object. */
    public Network network() {
        return network;
    }

    private static Network network(String transmitterKey, String receiverKey) {
        return NetworkYaml.parse("""
                schema: kronborg-network/1
                domain: DK.QCI
                sites:
                  - {id: MFA, name: Ministry of Foreign Affairs, latitude: 55.676, longitude: 12.593}
                  - {id: MOD, name: Ministry of Defence, latitude: 55.677, longitude: 12.585}
                  - {id: DC2, name: Data centre North, latitude: 55.729, longitude: 12.356}
                kmes:
                  - {id: KME-MFA, site: MFA}
                  - {id: KME-MOD, site: MOD}
                  - {id: KME-DC2, site: DC2}
                saes: []
                links:
                  - id: MFA-MOD
                    technology: DV-QKD
                    fibre_km: 2.0
                    commissioned_loss_db: 1.9
                    transmitter:
                      device: MFA-MOD-TX
                      kme: KME-MFA
                      telemetry_key: {key_id: tx-1, public_key: "%s"}
                    receiver:
                      device: MFA-MOD-RX
                      kme: KME-MOD
                      telemetry_key: {key_id: rx-1, public_key: "%s"}
                    dv_qkd:
                      pulse_rate_hz: 1.0e9
                      mean_photon_number: 0.4
                      detector_efficiency: 0.2
                      dark_counts_per_s: 800.0
                      sifted_share: 0.5
                      intrinsic_error_rate: 0.012
                      error_correction_inefficiency: 1.16
                      block_bits: 10000000
                      qber_limit: 0.08
                      detector_trust: TRUSTED
                      device_share: 0.1
                  - id: MOD-DC2
                    technology: DV-QKD
                    fibre_km: 20.9
                    commissioned_loss_db: 5.7
                    transmitter: {device: MOD-DC2-TX, kme: KME-MOD}
                    receiver: {device: MOD-DC2-RX, kme: KME-DC2}
                    dv_qkd:
                      pulse_rate_hz: 1.0e9
                      mean_photon_number: 0.4
                      detector_efficiency: 0.2
                      dark_counts_per_s: 800.0
                      sifted_share: 0.5
                      intrinsic_error_rate: 0.012
                      error_correction_inefficiency: 1.16
                      block_bits: 10000000
                      qber_limit: 0.08
                      detector_trust: TRUSTED
                      device_share: 0.1
                pairs: []
                """.formatted(transmitterKey, receiverKey));
    }

    /** The same network, but for its links. */
    public Network with(Link... links) {
        return new Network(
                network.domain(), network.sites(), network.kmes(), network.saes(), List.of(links), network.pairs());
    }

    /** A link of the network. */
    public Link link(String id) {
        return network.link(new LinkId(id)).orElseThrow();
    }

    /** What the receiver would say then; unsigned, to be changed. */
    public ObjectNode event(Instant measuredAt) {
        ObjectNode event = MAPPER.createObjectNode()
                .put("schema", "qkd.telemetry/1")
                .put("event_id", UUID.randomUUID().toString())
                .put("link_id", "MFA-MOD")
                .put("device_id", "MFA-MOD-RX")
                .put("role", "RECEIVER")
                .put("technology", "DV-QKD")
                .put("seq", seq.incrementAndGet())
                .put("boot_id", boot.toString())
                .putNull("block_id")
                .put("measured_at", measuredAt.toString())
                .put("interval_s", 10.0)
                .put("device_state", "KEY_EXCHANGE")
                .put("sig_key_id", "rx-1");
        event.putObject("metrics")
                .put("skr_bps", 12345.6)
                .put("excess_noise_snu", -0.0003)
                .put("channel_loss_db", 1.93)
                .put("a_newer_metric", 7);
        event.putObject("security")
                .put("proof", "finite-size-collective")
                .put("epsilon_total", 4e-10)
                .put("detector_trust", "trusted");
        event.putArray("alarms")
                .addObject()
                .put("code", "LASER_TEMP")
                .put("severity", "warning")
                .put("text", "Laser is warm");
        return event;
    }

    /** An event of the receiver, changed and then signed by it, as bytes. */
    public byte[] signedEvent(Instant measuredAt, Consumer<ObjectNode> change) {
        ObjectNode event = event(measuredAt);
        change.accept(event);
        return bytes(signed(event));
    }

    /** The same with the signature of the device it names, or of the receiver if it names no known one. */
    public ObjectNode signed(ObjectNode event) {
        KeyPair key = event.path("device_id").asText().equals("MFA-MOD-TX") ? transmitterKey : receiverKey;
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key.getPrivate());
            signer.update(new JsonCanonicalizer(MAPPER.writeValueAsString(event)).getEncodedUTF8());
            return event.deepCopy().put("sig", Base64.getEncoder().encodeToString(signer.sign()));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public TelemetryRecord record(byte[] value) {
        return record("MFA-MOD", value);
    }

    public TelemetryRecord record(String key, byte[] value) {
        return record(key, value, Instant.EPOCH);
    }

    /** A record that arrived on the bus then. */
    public TelemetryRecord record(String key, byte[] value, Instant appendedAt) {
        return new TelemetryRecord(
                new RecordPlace("qkd.telemetry.v1", 0, offset.getAndIncrement(), appendedAt),
                key.getBytes(StandardCharsets.UTF_8),
                value);
    }

    public static byte[] bytes(ObjectNode event) {
        try {
            return MAPPER.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keyPair(String algorithm) {
        try {
            return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String publicKey(KeyPair pair) {
        return Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
    }
}
