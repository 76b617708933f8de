package dk.kronborg.topology.map;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * SHA-384 of something.
 *
 * @param text 64 characters of Base64 for URLs
 * @throws IllegalArgumentException if the text is written otherwise
 */
public record Digest(String text) {

    private static final Pattern TEXT = Pattern.compile("[A-Za-z0-9_-]{64}");

    public Digest {
        if (!TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "a digest is 64 characters of Base64 for URLs, got " + text.length() + " characters");
        }
    }

    /** The digest of these bytes. */
    public static Digest of(byte[] content) {
        return ofHash(sha384(content));
    }

    /** The digest of this text in UTF-8. */
    public static Digest of(String content) {
        return of(content.getBytes(StandardCharsets.UTF_8));
    }

    static Digest ofHash(byte[] hash) {
        return new Digest(Base64.getUrlEncoder().encodeToString(hash));
    }

    static byte[] sha384(byte[]... parts) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-384");
            for (byte[] part : parts) {
                hash.update(part);
            }
            return hash.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-384", e);
        }
    }

    /** The hash itself, 48 bytes. */
    byte[] hash() {
        return Base64.getUrlDecoder().decode(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
