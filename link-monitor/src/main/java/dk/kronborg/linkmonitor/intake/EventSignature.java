package dk.kronborg.linkmonitor.intake;

import java.util.Base64;

/**
 * A signature as it stands in an event.
 *
 * @param keyId  the device's name for its key
 * @param base64 standard Base64 of as many bytes as a signature of some {@link SignatureAlgorithm} has
 * @throws IllegalArgumentException if the signature is not that
 */
public record EventSignature(String keyId, String base64) {

    public EventSignature {
        byte[] signature;
        try {
            signature = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("sig is standard Base64", e);
        }
        if (!SignatureAlgorithm.anyHas(signature.length)) {
            throw new IllegalArgumentException(
                    "sig is " + SignatureAlgorithm.lengths() + " bytes in Base64, got " + signature.length);
        }
    }

    /** The signature itself, a new array. */
    public byte[] bytes() {
        return Base64.getDecoder().decode(base64);
    }
}
