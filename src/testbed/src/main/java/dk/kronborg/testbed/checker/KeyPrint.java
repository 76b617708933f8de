package dk.kronborg.testbed.checker;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.stream.LongStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key by which it can be compared but not used: 64 bits of HMAC-SHA256 for each unit of 8 bytes, under a key that is
 * forgotten with the run. Two prints of one run are equal if the keys are, but for one case in 2^64 a unit.
 */
public final class KeyPrint {

    private static final int UNIT = 8;
    private static final String ALGORITHM = "HmacSHA256";

    private final int bits;
    private final long[] units;

    private KeyPrint(int bits, long[] units) {
        this.bits = bits;
        this.units = units;
    }

    /** Makes the prints of one run. Thread-safe. */
    public static final class Maker {

        private final SecretKeySpec secret;

        /** With a random key of its own. */
        public Maker() {
            byte[] key = new byte[32];
            new SecureRandom().nextBytes(key);
            this.secret = new SecretKeySpec(key, ALGORITHM);
        }

        /** The print of those bytes, which are not kept. */
        public KeyPrint of(byte[] key) {
            try {
                Mac mac = Mac.getInstance(ALGORITHM);
                mac.init(secret);
                long[] units = new long[(key.length + UNIT - 1) / UNIT];
                for (int i = 0; i < units.length; i++) {
                    mac.update(key, i * UNIT, Math.min(UNIT, key.length - i * UNIT));
                    units[i] = firstBits(mac.doFinal());
                }
                return new KeyPrint(key.length * 8, units);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has " + ALGORITHM, e);
            }
        }

        private static long firstBits(byte[] tag) {
            long bits = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                bits = bits << 8 | (tag[i] & 0xFF);
            }
            return bits;
        }
    }

    /** Length of the key. */
    public int bits() {
        return bits;
    }

    /** Its whole units of 8 bytes: a pool gives each of them once. */
    LongStream wholeUnits() {
        return Arrays.stream(units, 0, bits / 8 / UNIT);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyPrint print && bits == print.bits && Arrays.equals(units, print.units);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(units);
    }

    @Override
    public String toString() {
        return bits + " bits";
    }
}
