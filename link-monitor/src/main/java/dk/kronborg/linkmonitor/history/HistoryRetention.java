package dk.kronborg.linkmonitor.history;

import java.time.Duration;

/**
 * How long each part of the history is kept: what is coarser for longer.
 *
 * @param readings every event, at least 2 days
 * @param signed   what the devices signed, zero for not at all, or else at least 1 day
 * @param minutes  roll-ups of 1 minute, at least as long as the readings
 * @param quarters roll-ups of 15 minutes, at least as long as those of 1 minute
 * @param days     roll-ups of 1 day, at least as long as those of 15 minutes and at most 100 years
 * @throws IllegalArgumentException if one is outside its range; the message names it and the range
 */
public record HistoryRetention(Duration readings, Duration signed, Duration minutes, Duration quarters, Duration days) {

    private static final Duration CENTURY = Duration.ofDays(36_525);

    /** What holds unless somebody sets it otherwise. */
    public static final HistoryRetention USUAL = new HistoryRetention(
            Duration.ofDays(31), Duration.ofDays(7), Duration.ofDays(90), Duration.ofDays(730), Duration.ofDays(7300));

    public HistoryRetention {
        check("readings", readings, Duration.ofDays(2));
        check("signed", signed, signed.isZero() ? Duration.ZERO : Duration.ofDays(1));
        check("minutes", minutes, readings);
        check("quarters", quarters, minutes);
        check("days", days, quarters);
    }

    private static void check(String part, Duration kept, Duration least) {
        if (kept.compareTo(least) < 0 || kept.compareTo(CENTURY) > 0) {
            throw new IllegalArgumentException("history." + part + " is kept for " + least.toDays() + " to "
                    + CENTURY.toDays() + " days, got " + kept);
        }
    }

    /**
     * How old an event may be to be taken: a day less than readings are kept, so that none that was forgotten comes
     * again as new, nor one to a place that is going to be dropped.
     */
    public Duration accepted() {
        return readings.minusDays(1);
    }
}
