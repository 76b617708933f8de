package dk.kronborg.testbed.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import org.erdtman.jcs.JsonCanonicalizer;

/** Signs telemetry events: Ed25519 (RFC 8032) over the canonical JSON (RFC 8785) of the event without {@code sig}. */
final class TelemetrySigner {

    private final PrivateKey key;
    private final String keyId;

    /**
     * @throws IllegalArgumentException if the key is not an Ed25519 key
     */
    TelemetrySigner(PrivateKey key, String keyId) {
        if (!key.getAlgorithm().startsWith("Ed")) {
            throw new IllegalArgumentException("telemetry is signed with Ed25519, got a key for " + key.getAlgorithm());
        }
        this.key = key;
        this.keyId = keyId;
    }

    /** The signed event as it goes to the broker; {@code event} gets the members {@code sig_key_id} and {@code sig}. */
    byte[] signed(ObjectNode event) {
        event.remove("sig");
        event.put("sig_key_id", keyId);
        event.put("sig", Base64.getEncoder().encodeToString(signature(canonical(event))));
        return event.toString().getBytes(StandardCharsets.UTF_8);
    }

    static byte[] canonical(ObjectNode event) {
        try {
            return new JsonCanonicalizer(event.toString()).getEncodedUTF8();
        } catch (IOException e) {
            throw new IllegalStateException("an event made of names and finite numbers has a canonical form", e);
        }
    }

    private byte[] signature(byte[] text) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has Ed25519", e);
        }
    }
}
