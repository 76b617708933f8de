package dk.kronborg.topology.enrolment;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals messages by a one-time code: HMAC with SHA-384 (RFC 2104) under the hash of the code. A hundred random bits need no
 * slow hash. Prints no more than its name.
 */
public final class CodeKey {

    private static final byte[] PURPOSE = "kronborg/enrolment-code/1\n".getBytes(StandardCharsets.US_ASCII);
    private static final String HMAC = "HmacSHA384";

    private final byte[] key;

    private CodeKey(byte[] key) {
        this.key = key;
    }

    static CodeKey of(byte[] code) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-384");
            hash.update(PURPOSE);
            return new CodeKey(hash.digest(code));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-384", e);
        }
    }

    /** Reads what {@link #hex} writes. */
    public static CodeKey ofHex(String hex) {
        return new CodeKey(HexFormat.of().parseHex(hex));
    }

    /** To be kept until the code is used: who has it can seal as who has the code. */
    public String hex() {
        return HexFormat.of().formatHex(key);
    }

    /**
     * The seal of a text.
     *
     * @return 64 characters of Base64 for URLs
     */
    public String seal(String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return Base64.getUrlEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC with SHA-384", e);
        }
    }

    /** Whether that is the seal of that text; takes as long whether it is or not. */
    public boolean sealed(String text, String seal) {
        return MessageDigest.isEqual(
                seal(text).getBytes(StandardCharsets.US_ASCII), seal.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "CodeKey";
    }
}
