package dk.kronborg.kms.epoch;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Arrays;
import java.util.Optional;

/** Signatures by lattices (FIPS 204), by which a KME shows who it is. */
public enum IdentityAlgorithm {
    ML_DSA_87("ML-DSA-87", 2614, 4627),
    ML_DSA_65("ML-DSA-65", 1974, 3309);

    private final String jcaName;
    private final int keyLength;
    private final int signatureLength;

    IdentityAlgorithm(String jcaName, int keyLength, int signatureLength) {
        this.jcaName = jcaName;
        this.keyLength = keyLength;
        this.signatureLength = signatureLength;
    }

    /** The algorithm that the Java Cryptography Architecture calls so. */
    public static Optional<IdentityAlgorithm> ofJcaName(String name) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.jcaName.equals(name))
                .findFirst();
    }

    /** Its name with the Java Cryptography Architecture. */
    public String jcaName() {
        return jcaName;
    }

    /** Bytes of a public key as SubjectPublicKeyInfo. */
    public int keyLength() {
        return keyLength;
    }

    public int signatureLength() {
        return signatureLength;
    }

    /** Whether the owner of that key, a SubjectPublicKeyInfo, signed the message. */
    boolean verifies(byte[] key, byte[] message, byte[] signature) {
        if (key.length != keyLength || signature.length != signatureLength) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(jcaName, PublicKeys.BOUNCY_CASTLE);
            verifier.initVerify(PublicKeys.read(jcaName, key));
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
