package dk.kronborg.kms.epoch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * By which key a KME is known: written {@code ML-DSA-87:} and 64 characters.
 *
 * @param fingerprint SHA-384 of the key as SubjectPublicKeyInfo, in Base64 for URLs
 */
public record PinnedIdentity(IdentityAlgorithm algorithm, String fingerprint) {

    private static final Pattern TEXT = Pattern.compile("([A-Z0-9-]{1,32}):([A-Za-z0-9_-]{64})");

    /** The pin of that key. */
    static PinnedIdentity of(IdentityAlgorithm algorithm, byte[] key) {
        return new PinnedIdentity(algorithm, Base64.getUrlEncoder().encodeToString(Hkdf.sha384(key)));
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static PinnedIdentity parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "a pinned identity is written ML-DSA-87: and 64 characters of SHA-384 in Base64 for URLs, got "
                            + text.length() + " characters");
        }
        IdentityAlgorithm algorithm = IdentityAlgorithm.ofJcaName(parts.group(1))
                .orElseThrow(() -> new IllegalArgumentException(
                        "identities are of ML-DSA-87 or ML-DSA-65, got " + parts.group(1)));
        return new PinnedIdentity(algorithm, parts.group(2));
    }

    /** Whether it is the pin of this key; the time taken tells nothing of how alike they are. */
    boolean isOf(byte[] key) {
        return MessageDigest.isEqual(
                of(algorithm, key).fingerprint.getBytes(StandardCharsets.US_ASCII),
                fingerprint.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public String toString() {
        return algorithm.jcaName() + ':' + fingerprint;
    }
}
