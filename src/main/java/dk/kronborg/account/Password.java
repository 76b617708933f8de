package dk.kronborg.account;

import java.security.SecureRandom;

/** What passwords have to be like, as NIST SP 800-63B says: long, and of any characters. */
public final class Password {

    static final int SHORTEST = 12;
    static final int LONGEST = 200;

    /** No letters or digits that are taken for each other. */
    private static final String ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz";

    private static final int GROUPS = 5;
    private static final int GROUP = 5;

    private Password() {}

    /**
     * One that nobody guesses: 25 characters in five groups, 123 bits.
     */
    public static String drawn(SecureRandom random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS * GROUP; i++) {
            if (i > 0 && i % GROUP == 0) {
                text.append('-');
            }
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    /**
     * Refuses what is too weak to keep.
     *
     * @throws IllegalArgumentException if it is; the message does not say what was given
     */
    static void check(String password, AccountName name) {
        if (password.length() < SHORTEST || password.length() > LONGEST) {
            throw new IllegalArgumentException("a password has " + SHORTEST + " to " + LONGEST + " characters");
        }
        if (password.equalsIgnoreCase(name.value())
                || password.chars().distinct().count() < SHORTEST / 2) {
            throw new IllegalArgumentException("that password is too easy to guess");
        }
    }
}
