package dk.kronborg.linkmonitor.intake;

import java.util.Base64;

/**
 * A signature as it stands in an event.
 *
 * @param keyId  the device's name for its key
 * @param base64 Ed25519 signature (RFC 8032), standard Base64 of 64 bytes
 * @throws IllegalArgumentException if the signature is not that
 */
public record EventSignature(String keyId, String base64) {

    private static final int LENGTH = 64;

    public EventSignature {
        byte[] signature;
        try {
            signature = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("sig is standard Base64", e);
        }
        if (signature.length != LENGTH) {
            throw new IllegalArgumentException("sig is " + LENGTH + " bytes in Base64, got " + signature.length);
        }
    }

    byte[] bytes() {
        return Base64.getDecoder().decode(base64);
    }
}
