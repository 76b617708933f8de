package dk.kronborg.linkmonitor.health;

import java.time.Duration;

/**
 * How far the last report can still be taken for the present. Silence is never health, and before the limit it
 * is no fault either.
 */
public enum Freshness {
    /** At most 30 s old; devices report at least every 10 s. */
    FRESH,
    /** More than 30 s old. */
    STALE,
    /** More than 120 s old, or never heard. */
    UNKNOWN;

    public static final Duration STALE_AFTER = Duration.ofSeconds(30);
    public static final Duration UNKNOWN_AFTER = Duration.ofMinutes(2);

    /** Of a report of that age. */
    public static Freshness ofAge(Duration age) {
        if (age.compareTo(UNKNOWN_AFTER) > 0) {
            return UNKNOWN;
        }
        return age.compareTo(STALE_AFTER) > 0 ? STALE : FRESH;
    }

    /** The less fresh of the two. */
    public Freshness or(Freshness other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
