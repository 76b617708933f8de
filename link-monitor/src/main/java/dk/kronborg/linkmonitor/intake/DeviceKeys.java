package dk.kronborg.linkmonitor.intake;

import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.network.Fault;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.LinkEnd;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.TelemetryKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** The public keys of all enrolled devices; says whether a device signed a text. One that is of no use is no other's affair. */
public final class DeviceKeys {

    private static final String FORM =
            "a telemetry key is a SubjectPublicKeyInfo in Base64 for one of " + List.of(SignatureAlgorithm.values());

    /** Verifies Ed25519 several times as fast as the JDK's own; asked by name of the object, never registered. */
    private static final BouncyCastleProvider BOUNCY_CASTLE = new BouncyCastleProvider();

    private record DeviceKey(String id, SignatureAlgorithm algorithm, PublicKey key) {}

    /** Of every device that is enrolled; empty for a key of no {@link SignatureAlgorithm}. */
    private final Map<DeviceId, Optional<DeviceKey>> keys = new HashMap<>();

    /** Takes the keys that the network names. */
    DeviceKeys(Network network) {
        for (Link link : network.links()) {
            for (LinkEnd end : List.of(link.transmitter(), link.receiver())) {
                end.telemetryKey().ifPresent(key -> keys.put(end.device(), parse(key)));
            }
        }
    }

    /** The keys in a network by which no device can be recognised. */
    public static List<Fault> faults(Network network) {
        List<Fault> faults = new ArrayList<>();
        List<Link> links = network.links();
        for (int i = 0; i < links.size(); i++) {
            fault("links[" + i + "].transmitter", links.get(i).transmitter()).ifPresent(faults::add);
            fault("links[" + i + "].receiver", links.get(i).receiver()).ifPresent(faults::add);
        }
        return faults;
    }

    private static Optional<Fault> fault(String place, LinkEnd end) {
        return end.telemetryKey()
                .filter(key -> parse(key).isEmpty())
                .map(key ->
                        new Fault(place + ".telemetry_key", "the key of device " + end.device() + " is none: " + FORM));
    }

    private static Optional<DeviceKey> parse(TelemetryKey key) {
        var encoded = new X509EncodedKeySpec(Base64.getDecoder().decode(key.publicKey()));
        for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
            try {
                PublicKey parsed = KeyFactory.getInstance(algorithm.jcaName(), BOUNCY_CASTLE)
                        .generatePublic(encoded);
                return Optional.of(new DeviceKey(key.keyId(), algorithm, parsed));
            } catch (GeneralSecurityException | RuntimeException e) {
                // A key names its algorithm; this was not it. Of bytes that are no key at all, Bouncy Castle may read
                // too many.
            }
        }
        return Optional.empty();
    }

    /** What speaks against the signature, if anything does. */
    Optional<Refusal> objection(DeviceId device, SignedText text, EventSignature signature) {
        Optional<DeviceKey> known = keys.get(device);
        if (known == null) {
            return Optional.of(new Refusal(RefusalReason.UNKNOWN_KEY, "no key is enrolled for device " + device));
        }
        if (known.isEmpty()) {
            return Optional.of(new Refusal(
                    RefusalReason.UNKNOWN_KEY,
                    "the key that is enrolled for device " + device + " is of no use: " + FORM));
        }
        DeviceKey enrolled = known.get();
        if (!enrolled.id.equals(signature.keyId())) {
            return Optional.of(new Refusal(
                    RefusalReason.UNKNOWN_KEY,
                    "sig_key_id of device " + device + " is " + enrolled.id + ", got " + signature.keyId()));
        }
        if (!verifies(enrolled, text, signature)) {
            return Optional.of(new Refusal(
                    RefusalReason.WRONG_SIGNATURE,
                    "sig is not the " + enrolled.algorithm + " signature of device " + device
                            + " over the canonical JSON of the event without sig"));
        }
        return Optional.empty();
    }

    private static boolean verifies(DeviceKey enrolled, SignedText text, EventSignature signature) {
        byte[] bytes = signature.bytes();
        if (bytes.length != enrolled.algorithm.signatureBytes()) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(enrolled.algorithm.jcaName(), BOUNCY_CASTLE);
            verifier.initVerify(enrolled.key);
            verifier.update(text.bytes());
            return verifier.verify(bytes);
        } catch (SignatureException e) {
            return false; // Not the encoding of a signature at all.
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Bouncy Castle verifies " + enrolled.algorithm, e);
        }
    }
}
