package dk.kronborg.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * What lets somebody in who has signed in: 256 random bits in Base64url. Whoever has it is who it was given to; the centre
 * keeps its hash only.
 */
public final class GrantSecret {

    private static final int BYTES = 32;
    private static final int CHARACTERS = 43;

    private final String text;

    private GrantSecret(String text) {
        this.text = text;
    }

    static GrantSecret drawn(SecureRandom random) {
        byte[] bits = new byte[BYTES];
        random.nextBytes(bits);
        return new GrantSecret(Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
    }

    /**
     * As a request brings it.
     *
     * @throws IllegalArgumentException if it cannot be one; the message does not say what was given
     */
    public static GrantSecret of(String given) {
        if (!given.matches("[A-Za-z0-9_-]{" + CHARACTERS + "}")) {
            throw new IllegalArgumentException("a token has " + CHARACTERS + " characters of Base64url");
        }
        return new GrantSecret(given);
    }

    /** For whom it was made, and nobody else. */
    public String revealed() {
        return text;
    }

    /** By which it is kept. */
    String hash() {
        return sha256("grant");
    }

    /**
     * What pages of the console send along with what changes something. A page of somebody else's cannot know it: it follows
     * from the cookie, which no page can read.
     */
    public String pageToken() {
        return sha256("page");
    }

    /** Of full entropy, so a plain hash tells nothing of it. */
    private String sha256(String use) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((use + ' ').getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Nothing of it. */
    @Override
    public String toString() {
        return "secret";
    }
}
