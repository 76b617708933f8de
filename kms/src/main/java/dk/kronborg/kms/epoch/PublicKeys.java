package dk.kronborg.kms.epoch;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Public keys of others, with the provider that all cryptography of this package is done by. */
final class PublicKeys {

    static final BouncyCastleProvider BOUNCY_CASTLE = new BouncyCastleProvider();

    private PublicKeys() {}

    /**
     * Reads a SubjectPublicKeyInfo in the one encoding that it has.
     *
     * @throws GeneralSecurityException if it is none, fails a check of its algorithm, or is encoded otherwise
     */
    static PublicKey read(String algorithm, byte[] encoded) throws GeneralSecurityException {
        PublicKey key =
                KeyFactory.getInstance(algorithm, BOUNCY_CASTLE).generatePublic(new X509EncodedKeySpec(encoded));
        if (!Arrays.equals(key.getEncoded(), encoded)) {
            throw new InvalidKeySpecException("a key of " + algorithm + " in another encoding");
        }
        return key;
    }
}
