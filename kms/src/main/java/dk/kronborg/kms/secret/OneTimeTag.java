package dk.kronborg.kms.secret;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * One-time authentication: Poly1305 with a key that is used for one message only (Wegman and Carter 1981;
 * Bernstein, FSE 2005). Whoever has not the key forges a tag with probability at most 8 * ceil(L/16) / 2^106 for L
 * bytes, whatever their computing power.
 */
public final class OneTimeTag {

    /** Bytes of a key: 16 of the point, 16 of the pad. */
    public static final int KEY_LENGTH = 32;

    private static final BouncyCastleProvider BOUNCY_CASTLE = new BouncyCastleProvider();
    private static final String POLY1305 = "POLY1305";

    private OneTimeTag() {}

    /** The tag of all parts one after the other, 16 bytes; that they can be told apart is for the caller to see to. */
    public static byte[] of(SecretBytes key, ByteBuffer... parts) {
        try {
            Mac mac = Mac.getInstance(POLY1305, BOUNCY_CASTLE);
            mac.init(key.asKey(POLY1305));
            Arrays.stream(parts).forEach(mac::update);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Bouncy Castle has Poly1305", e);
        }
    }

    /**
     * A digest of secret bytes, 32 bytes, by which two who have them can see that they have the same. Whoever can guess
     * them can check the guess: only of bytes that nobody can.
     *
     * @param saidOfIt what else it is of
     */
    public static byte[] fingerprint(SecretBytes bytes, byte[] saidOfIt) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(bytes.asKey("HmacSHA256"));
            return mac.doFinal(saidOfIt);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }

    /** Compares tags in constant time. */
    public static boolean same(byte[] one, byte[] other) {
        return MessageDigest.isEqual(one, other);
    }
}
