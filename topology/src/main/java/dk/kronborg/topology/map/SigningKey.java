package dk.kronborg.topology.map;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * A key pair of ML-DSA-87 (FIPS 204) by which an officer or the centre signs. Safe for use by several threads; prints no
 * more than its pin.
 *
 * <p>By Bouncy Castle, which reads private keys in every encoding of RFC 9881; the JDK's own checks what is signed here,
 * and the reverse.
 */
public final class SigningKey {

    static final String ALGORITHM = "ML-DSA-87";
    static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

    private static final byte[] PROBE = {1};

    private final PrivateKey privateKey;
    private final byte[] publicKey;
    private final SecureRandom random;

    /**
     * Takes keys of any provider.
     *
     * @throws IllegalArgumentException if they are not of ML-DSA-87, or not of one pair
     */
    public SigningKey(PrivateKey privateKey, PublicKey publicKey, SecureRandom random) {
        this.random = random;
        try {
            KeyFactory factory = KeyFactory.getInstance(ALGORITHM, BOUNCY_CASTLE);
            this.publicKey = factory.generatePublic(new X509EncodedKeySpec(publicKey.getEncoded()))
                    .getEncoded();
            this.privateKey = factory.generatePrivate(new PKCS8EncodedKeySpec(privateKey.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "maps are signed by keys of " + ALGORITHM + ", got " + publicKey.getAlgorithm());
        }
        if (!sign(PROBE).isOver(PROBE)) {
            throw new IllegalArgumentException("the private and the public key are not of one pair");
        }
    }

    /** By which others know this key. */
    public Pin pin() {
        return Pin.of(publicKey);
    }

    /** Signs these bytes as they are: what they are for stands in them. */
    public KeySignature sign(byte[] message) {
        try {
            Signature signer = Signature.getInstance(ALGORITHM, BOUNCY_CASTLE);
            signer.initSign(privateKey, random);
            signer.update(message);
            return KeySignature.of(publicKey, signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Bouncy Castle has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return "SigningKey[" + pin() + ']';
    }
}
