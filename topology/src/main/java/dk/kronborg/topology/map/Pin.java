package dk.kronborg.topology.map;

import java.util.regex.Pattern;

/**
 * By which a key of ML-DSA-87 (FIPS 204) is known.
 *
 * @param text {@code ML-DSA-87:} and the SHA-384 of the public key (SubjectPublicKeyInfo) in Base64 for URLs
 * @throws IllegalArgumentException if the text is written otherwise
 */
public record Pin(String text) implements Comparable<Pin> {

    private static final String ALGORITHM = "ML-DSA-87:";
    private static final Pattern TEXT = Pattern.compile(ALGORITHM + "[A-Za-z0-9_-]{64}");

    public Pin {
        if (!TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException("a key is named " + ALGORITHM
                    + " and 64 characters of Base64 for URLs, got " + text.length() + " characters");
        }
    }

    /** The pin of that key, a SubjectPublicKeyInfo. */
    public static Pin of(byte[] publicKey) {
        return new Pin(ALGORITHM + Digest.of(publicKey));
    }

    @Override
    public int compareTo(Pin other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
