package dk.kronborg.account;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * That somebody is let in, for some time.
 *
 * @param hash    of the secret
 * @param label   what a token is for, 1 to 100 characters; empty for a session
 * @param used    when it was used last, to a minute
 * @param expires when it ends at the latest
 */
public record Grant(
        UUID id,
        String hash,
        AccountName account,
        Kind kind,
        String label,
        Instant made,
        Instant used,
        Instant expires) {

    /** How much a use may be older than what is kept of it: or every request would write. */
    private static final Duration NOTED_EVERY = Duration.ofMinutes(1);

    /** What is done with it. */
    public enum Kind {
        /** A browser's, in a cookie. Ends when it has not been used for a while, too. */
        SESSION,
        /** A script's, in the header Authorization. */
        TOKEN
    }

    boolean isGoodAt(Instant now, Duration idle) {
        return now.isBefore(expires) && (kind == Kind.TOKEN || now.isBefore(used.plus(idle)));
    }

    boolean isUseWorthNoting(Instant now) {
        return !now.isBefore(used.plus(NOTED_EVERY));
    }
}
