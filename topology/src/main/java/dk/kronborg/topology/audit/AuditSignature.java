package dk.kronborg.topology.audit;

import dk.kronborg.topology.map.Digest;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * A signature of ML-DSA-87 or ML-DSA-65 (FIPS 204) with the key that checks it. Whose key that is, only its {@link #pin}
 * tells.
 *
 * @param key       the public key, SubjectPublicKeyInfo in Base64
 * @param signature in Base64
 */
public record AuditSignature(String key, String signature) {

    private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();
    private static final Set<String> ALGORITHMS = Set.of("ML-DSA-87", "ML-DSA-65");

    /** Takes key and signature as bytes. */
    public static AuditSignature of(byte[] key, byte[] signature) {
        return new AuditSignature(
                Base64.getEncoder().encodeToString(key), Base64.getEncoder().encodeToString(signature));
    }

    /**
     * By which the key is known: its algorithm, a colon, and the SHA-384 of the key in Base64 for URLs.
     *
     * @throws IllegalArgumentException if it is no key of these algorithms
     */
    public String pin() {
        try {
            return read().getAlgorithm() + ':' + Digest.of(Base64.getDecoder().decode(key));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("audit logs are signed by keys of ML-DSA-87 or ML-DSA-65", e);
        }
    }

    /** Whether the owner of the key signed that message. */
    public boolean isOver(byte[] message) {
        try {
            PublicKey read = read();
            Signature verifier = Signature.getInstance(read.getAlgorithm(), BOUNCY_CASTLE);
            verifier.initVerify(read);
            verifier.update(message);
            return verifier.verify(decoded(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private PublicKey read() throws GeneralSecurityException {
        byte[] encoded = decoded(key);
        PublicKey read =
                KeyFactory.getInstance("ML-DSA", BOUNCY_CASTLE).generatePublic(new X509EncodedKeySpec(encoded));
        if (!ALGORITHMS.contains(read.getAlgorithm()) || !Arrays.equals(read.getEncoded(), encoded)) {
            throw new IllegalArgumentException("audit logs are signed by keys of ML-DSA-87 or ML-DSA-65");
        }
        return read;
    }

    /** Only what Base64 itself would write. */
    private static byte[] decoded(String text) {
        byte[] bytes = Base64.getDecoder().decode(text);
        if (!Base64.getEncoder().encodeToString(bytes).equals(text)) {
            throw new IllegalArgumentException("not spelt as Base64 spells it");
        }
        return bytes;
    }
}
