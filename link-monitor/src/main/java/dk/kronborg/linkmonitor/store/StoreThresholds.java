package dk.kronborg.linkmonitor.store;

import dk.kronborg.linkmonitor.alarm.Severity;
import java.time.Duration;

/**
 * When a store is judged to be low, and when to be running out.
 *
 * @param warning          shares of the capacity below which a store is low, with that severity
 * @param clear            by how much more of the capacity it must hold to be judged better again
 * @param warningTime      times to empty below which a store is running out, with that severity
 * @param hold             how long that must last
 * @param clearFactor      how many times as long the time must be to be judged better again
 * @throws IllegalArgumentException if they are not in order
 */
public record StoreThresholds(
        double warning,
        double minor,
        double major,
        double clear,
        Duration warningTime,
        Duration minorTime,
        Duration majorTime,
        Duration hold,
        double clearFactor) {

    /** Of a store that devices fill all the time. */
    public static final StoreThresholds DEFAULT = new StoreThresholds(
            0.50,
            0.25,
            0.10,
            0.05,
            Duration.ofHours(1),
            Duration.ofMinutes(15),
            Duration.ofMinutes(5),
            Duration.ofSeconds(60),
            2);

    /**
     * Of a store that is filled up again whenever half of it is used: that it is half full is no fault, nor does it run out
     * while it shrinks from full to half.
     */
    public static final StoreThresholds REFILLED = new StoreThresholds(
            0.25, 0.10, 0.10, 0.05, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(60), 2);

    /** Of stores of that origin. */
    public static StoreThresholds of(Origin origin) {
        return switch (origin) {
            case QKD -> DEFAULT;
            case PQC -> REFILLED;
        };
    }

    public StoreThresholds {
        if (!(0 <= major && major <= minor && minor <= warning && warning <= 1)) {
            throw new IllegalArgumentException("shares of the capacity are 0 <= major <= minor <= warning <= 1, got "
                    + major + ", " + minor + ", " + warning);
        }
        if (!(clear >= 0 && clear <= 1)) {
            throw new IllegalArgumentException(
                    "a store is judged better from 0 to 1 of its capacity more, got " + clear);
        }
        if (majorTime.isNegative()
                || majorTime.compareTo(minorTime) > 0
                || minorTime.compareTo(warningTime) > 0
                || hold.isNegative()) {
            throw new IllegalArgumentException("times to empty are 0 <= major <= minor <= warning, got " + majorTime
                    + ", " + minorTime + ", " + warningTime + "; the hold time is 0 or more, got " + hold);
        }
        if (!(clearFactor >= 1 && Double.isFinite(clearFactor))) {
            throw new IllegalArgumentException(
                    "a time to empty clears at 1 or more times its limit, got " + clearFactor);
        }
    }

    /** Below that time to empty a store is running out with that severity; zero for those that there are no limits of. */
    Duration time(Severity severity) {
        return switch (severity) {
            case WARNING -> warningTime;
            case MINOR -> minorTime;
            case MAJOR -> majorTime;
            case CLEARED, INDETERMINATE, CRITICAL -> Duration.ZERO;
        };
    }
}
