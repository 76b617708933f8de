package dk.kronborg.kms.epoch;

import dk.kronborg.kms.secret.SecretBytes;
import java.util.HexFormat;
import java.util.Random;

/** Secrets for tests. */
final class Secrets {

    private Secrets() {}

    static SecretBytes counted(int first, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (first + i);
        }
        return SecretBytes.owning(bytes);
    }

    static SecretBytes seeded(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return SecretBytes.owning(bytes);
    }

    static String hex(SecretBytes secret) {
        return HexFormat.of().formatHex(secret.exposed());
    }
}
