package dk.kronborg.linkmonitor.publication;

import dk.kronborg.linkmonitor.intake.SignatureAlgorithm;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** The key by which the centre signs what it says on the bus: whoever else can write there cannot speak for it. */
public final class CentreKey {

    private static final BouncyCastleProvider BOUNCY_CASTLE = new BouncyCastleProvider();

    private final String id;
    private final SignatureAlgorithm algorithm;
    private final PrivateKey key;

    private CentreKey(String id, SignatureAlgorithm algorithm, PrivateKey key) {
        this.id = id;
        this.algorithm = algorithm;
        this.key = key;
    }

    /**
     * Reads a private key.
     *
     * @param id    the centre's name for it
     * @param pkcs8 DER
     * @throws IllegalArgumentException if it is of no {@link SignatureAlgorithm}
     */
    public static CentreKey of(String id, byte[] pkcs8) {
        IllegalArgumentException refusal = new IllegalArgumentException(
                "a signing key is PKCS #8 for one of " + List.of(SignatureAlgorithm.values()));
        for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
            try {
                PrivateKey parsed = KeyFactory.getInstance(algorithm.jcaName(), BOUNCY_CASTLE)
                        .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
                return new CentreKey(id, algorithm, parsed);
            } catch (GeneralSecurityException e) {
                refusal.addSuppressed(e); // A key names its algorithm; this was not it.
            }
        }
        throw refusal;
    }

    public String id() {
        return id;
    }

    public SignatureAlgorithm algorithm() {
        return algorithm;
    }

    /** The signature of a text. */
    public byte[] sign(byte[] text) {
        try {
            Signature signature = Signature.getInstance(algorithm.jcaName(), BOUNCY_CASTLE);
            signature.initSign(key);
            signature.update(text);
            return signature.sign();
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("a key that was read as one for " + algorithm + " is one", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Bouncy Castle signs by " + algorithm, e);
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return id + " (" + algorithm + ')';
    }
}
