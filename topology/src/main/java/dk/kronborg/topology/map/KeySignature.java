package dk.kronborg.topology.map;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/**
 * A signature of ML-DSA-87 with the key that checks it. Whose key that is, only its {@link #pin} tells.
 *
 * @param key       the public key, SubjectPublicKeyInfo of 2614 bytes, Base64
 * @param signature 4627 bytes, Base64
 * @throws IllegalArgumentException if either has another length, or is not spelt as Base64 spells it
 */
public record KeySignature(String key, String signature) {

    private static final int KEY_LENGTH = 2614;
    private static final int SIGNATURE_LENGTH = 4627;

    public KeySignature {
        decoded("key", key, KEY_LENGTH);
        decoded("signature", signature, SIGNATURE_LENGTH);
    }

    static KeySignature of(byte[] key, byte[] signature) {
        return new KeySignature(
                Base64.getEncoder().encodeToString(key), Base64.getEncoder().encodeToString(signature));
    }

    private static byte[] decoded(String what, String text, int length) {
        byte[] bytes = Base64.getDecoder().decode(text);
        if (bytes.length != length || !Base64.getEncoder().encodeToString(bytes).equals(text)) {
            throw new IllegalArgumentException(
                    "a " + what + " of ML-DSA-87 has " + length + " bytes, in Base64, got " + bytes.length);
        }
        return bytes;
    }

    /** By which the key is known. */
    public Pin pin() {
        return Pin.of(decoded("key", key, KEY_LENGTH));
    }

    /** Whether the owner of the key signed that message. */
    public boolean isOver(byte[] message) {
        byte[] encoded = decoded("key", key, KEY_LENGTH);
        try {
            PublicKey read = KeyFactory.getInstance(SigningKey.ALGORITHM, SigningKey.BOUNCY_CASTLE)
                    .generatePublic(new X509EncodedKeySpec(encoded));
            Signature verifier = Signature.getInstance(SigningKey.ALGORITHM, SigningKey.BOUNCY_CASTLE);
            verifier.initVerify(read);
            verifier.update(message);
            return Arrays.equals(read.getEncoded(), encoded)
                    && verifier.verify(decoded("signature", signature, SIGNATURE_LENGTH));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "KeySignature[" + pin() + ']';
    }
}
