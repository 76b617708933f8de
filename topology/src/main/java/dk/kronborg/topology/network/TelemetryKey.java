package dk.kronborg.topology.network;

import java.util.Base64;

/**
 * The public key by which a device's telemetry is recognised.
 *
 * @param keyId     the device's name for it, {@code sig_key_id} of an event
 * @param publicKey Ed25519 (RFC 8410) or ML-DSA-65 (RFC 9881) public key, X.509 SubjectPublicKeyInfo, Base64
 * @throws IllegalArgumentException if the key is not Base64
 */
public record TelemetryKey(String keyId, String publicKey) {
    public TelemetryKey {
        Base64.getDecoder().decode(publicKey);
    }
}
