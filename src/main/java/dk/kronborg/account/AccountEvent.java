package dk.kronborg.account;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Something that happened to an account. It is in the journal before anybody is answered, and told within seconds by some
 * process of the centre to whoever observes it there, at least once, in the order of the journal.
 *
 * @param number  its place in the journal, from 1; 0 until it is there
 * @param account whose; {@link #NOBODY} for a sign-in by a name that no account has: it may be a password typed in the wrong
 *     place
 * @param by      who did it: an account, or {@code shell:<user>} for the command {@code ./kronborg account}
 * @param from    the address that the request came from; empty for the command
 * @param detail  at most 4000 characters, never a password or token
 */
public record AccountEvent(long number, Instant at, Kind kind, String account, String by, String from, String detail) {

    /** For a name that no account has. */
    public static final String NOBODY = "-";

    private static final int LONGEST = 4000;

    /** What happened. */
    public enum Kind {
        SIGNED_IN,
        SIGN_IN_REFUSED,
        /** No password is looked at for a while, after too many wrong ones. */
        LOCKED_OUT,
        UNLOCKED,
        SIGNED_OUT,
        ADDED,
        /** Other roles, or SAEs of a ministry. */
        CHANGED,
        PASSWORD_CHANGED,
        TOKEN_ISSUED,
        TOKEN_REVOKED,
        REMOVED
    }

    public AccountEvent {
        at = at.truncatedTo(ChronoUnit.MICROS);
        detail = detail.length() > LONGEST ? detail.substring(0, LONGEST) : detail;
    }

    /** What is about to be written down. */
    static AccountEvent of(Instant at, Kind kind, String account, Actor actor, String detail) {
        return new AccountEvent(0, at, kind, account, actor.name(), actor.from(), detail);
    }
}
