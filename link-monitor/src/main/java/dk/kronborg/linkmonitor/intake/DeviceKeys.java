package dk.kronborg.linkmonitor.intake;

import dk.kronborg.topology.identity.DeviceId;
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
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The public keys of all enrolled devices; says whether a device signed a text. */
final class DeviceKeys {

    private static final String ALGORITHM = "Ed25519";

    private record DeviceKey(String id, PublicKey key) {}

    private final Map<DeviceId, DeviceKey> keys = new HashMap<>();

    /**
     * Takes the keys that the network names.
     *
     * @throws IllegalArgumentException if one of them is no Ed25519 key; the message names the device
     */
    DeviceKeys(Network network) {
        for (Link link : network.links()) {
            for (LinkEnd end : List.of(link.transmitter(), link.receiver())) {
                end.telemetryKey().ifPresent(key -> keys.put(end.device(), parse(end.device(), key)));
            }
        }
    }

    private static DeviceKey parse(DeviceId device, TelemetryKey key) {
        try {
            var encoded = new X509EncodedKeySpec(Base64.getDecoder().decode(key.publicKey()));
            return new DeviceKey(key.keyId(), KeyFactory.getInstance(ALGORITHM).generatePublic(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "the telemetry key of device " + device + " is an Ed25519 SubjectPublicKeyInfo in Base64", e);
        }
    }

    /** What speaks against the signature, if anything does. */
    Optional<Refusal> objection(DeviceId device, SignedText text, EventSignature signature) {
        DeviceKey enrolled = keys.get(device);
        if (enrolled == null) {
            return Optional.of(new Refusal(RefusalReason.UNKNOWN_KEY, "no key is enrolled for device " + device));
        }
        if (!enrolled.id.equals(signature.keyId())) {
            return Optional.of(new Refusal(
                    RefusalReason.UNKNOWN_KEY,
                    "sig_key_id of device " + device + " is " + enrolled.id + ", got " + signature.keyId()));
        }
        if (!verifies(enrolled.key, text, signature)) {
            return Optional.of(new Refusal(
                    RefusalReason.WRONG_SIGNATURE,
                    "sig is not the signature of device " + device
                            + " over the canonical JSON of the event without sig"));
        }
        return Optional.empty();
    }

    private static boolean verifies(PublicKey key, SignedText text, EventSignature signature) {
        try {
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(key);
            verifier.update(text.bytes());
            return verifier.verify(signature.bytes());
        } catch (SignatureException e) {
            return false; // Not the encoding of a signature at all.
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK since 15 verifies Ed25519", e);
        }
    }
}
