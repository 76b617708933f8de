package dk.kronborg.topology.map;

import java.io.Serial;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.jcajce.spec.MLDSAParameterSpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Keys and signatures that are the same in every run. */
public final class TestKeys {

    private TestKeys() {}

    /** The key of that number. */
    public static SigningKey key(int number) {
        KeyPair pair = pair(number);
        return new SigningKey(pair.getPrivate(), pair.getPublic(), new Counting(number));
    }

    /** The key pair of that number. */
    public static KeyPair pair(int number) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("ML-DSA-87", new BouncyCastleProvider());
            generator.initialize(MLDSAParameterSpec.ml_dsa_87, new Counting(number));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** No random numbers at all. */
    private static final class Counting extends SecureRandom {

        @Serial
        private static final long serialVersionUID = 1;

        private final byte value;

        Counting(int value) {
            this.value = (byte) value;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            Arrays.fill(bytes, value);
        }
    }
}
