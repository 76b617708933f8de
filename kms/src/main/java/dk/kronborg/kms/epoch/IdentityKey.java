package dk.kronborg.kms.epoch;

import dk.kronborg.topology.audit.AuditSignature;
import dk.kronborg.topology.audit.AuditSigner;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/** The key pair by which this KME signs. Safe for use by several threads. */
public final class IdentityKey {

    private static final byte[] PROBE = {1};
    private static final String KIND = "an identity key is of ML-DSA-87 or ML-DSA-65";

    private final IdentityAlgorithm algorithm;
    private final PrivateKey privateKey;
    private final byte[] publicKey;
    private final SecureRandom random;

    /**
     * Takes keys of any provider.
     *
     * @throws IllegalArgumentException if they are not of ML-DSA-87 or ML-DSA-65, or not of one pair
     */
    public IdentityKey(PrivateKey privateKey, PublicKey publicKey, SecureRandom random) {
        this.random = random;
        try {
            KeyFactory factory = KeyFactory.getInstance("ML-DSA", PublicKeys.BOUNCY_CASTLE);
            PublicKey own = factory.generatePublic(new X509EncodedKeySpec(publicKey.getEncoded()));
            this.publicKey = own.getEncoded();
            this.privateKey = factory.generatePrivate(new PKCS8EncodedKeySpec(privateKey.getEncoded()));
            algorithm = IdentityAlgorithm.ofJcaName(own.getAlgorithm())
                    .orElseThrow(() -> new IllegalArgumentException(KIND + ", got " + own.getAlgorithm()));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    KIND + ", got " + privateKey.getAlgorithm() + " and " + publicKey.getAlgorithm());
        }
        if (!this.privateKey.getAlgorithm().equals(algorithm.jcaName())
                || !algorithm.verifies(this.publicKey, PROBE, sign(PROBE))) {
            throw new IllegalArgumentException("the private and the public identity key are not of one pair");
        }
    }

    public IdentityAlgorithm algorithm() {
        return algorithm;
    }

    /** The public key as SubjectPublicKeyInfo: a copy. */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /** By which others know this key. */
    public PinnedIdentity pin() {
        return PinnedIdentity.of(algorithm, publicKey);
    }

    /** Signs the audit log of this KME. */
    public AuditSigner auditSigner() {
        return message -> AuditSignature.of(publicKey, sign(message));
    }

    byte[] sign(byte[] message) {
        try {
            Signature signer = Signature.getInstance(algorithm.jcaName(), PublicKeys.BOUNCY_CASTLE);
            signer.initSign(privateKey, random);
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Bouncy Castle has " + algorithm.jcaName(), e);
        }
    }

    @Override
    public String toString() {
        return "IdentityKey[" + pin() + ']';
    }
}
