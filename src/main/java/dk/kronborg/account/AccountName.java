package dk.kronborg.account;

import java.util.Locale;

/**
 * By which somebody signs in, and under which everything is noted that they do. Capital letters are not told from small
 * ones, or one person could be two.
 *
 * @param value 1 to 100 characters, of {@code a-z 0-9 . _ @ + -}
 * @throws IllegalArgumentException if it is something else
 */
public record AccountName(String value) {

    public AccountName {
        value = value.toLowerCase(Locale.ROOT);
        if (!value.matches("[a-z0-9._@+-]{1,100}")) {
            throw new IllegalArgumentException("the name of an account has 1 to 100 of a-z 0-9 . _ @ + -");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
