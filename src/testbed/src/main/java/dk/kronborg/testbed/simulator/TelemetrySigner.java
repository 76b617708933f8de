package dk.kronborg.testbed.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.util.Base64;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * Signs telemetry events: Ed25519 (RFC 8032) over the canonical JSON (RFC 8785) of the event without {@code sig}.
 *
 * <p>By Bouncy Castle, which signs many times faster than the JDK: hours of simulated time are mostly signatures.
 */
final class TelemetrySigner {

    private final Ed25519PrivateKeyParameters key;
    private final String keyId;

    /**
     * @throws IllegalArgumentException if the key is not an Ed25519 key
     */
    TelemetrySigner(PrivateKey key, String keyId) {
        if (!key.getAlgorithm().equals("EdDSA") && !key.getAlgorithm().equals("Ed25519")) {
            throw new IllegalArgumentException("telemetry is signed with Ed25519, got a key for " + key.getAlgorithm());
        }
        try {
            this.key = (Ed25519PrivateKeyParameters) PrivateKeyFactory.createKey(key.getEncoded());
        } catch (IOException e) {
            throw new IllegalArgumentException("a key for Ed25519 has an encoding", e);
        }
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
        Ed25519Signer signer = new Ed25519Signer();
        signer.init(true, key);
        signer.update(text, 0, text.length);
        return signer.generateSignature();
    }
}
