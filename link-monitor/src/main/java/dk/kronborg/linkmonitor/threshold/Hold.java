package dk.kronborg.linkmonitor.threshold;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How long a condition has to persist before it counts: so many readings, or that time, whichever comes first.
 *
 * @param readings 1 or more, the first one counted too
 * @param time     from the first reading to the last, on the clock of the device
 * @throws IllegalArgumentException if neither is given, or one is outside its range
 */
public record Hold(OptionalInt readings, Optional<Duration> time) {

    private static final int MOST_READINGS = 1000;
    private static final Duration LONGEST = Duration.ofDays(1);

    /** Counts at once. */
    public static final Hold NONE = readings(1);

    public Hold {
        if (readings.isEmpty() && time.isEmpty()) {
            throw new IllegalArgumentException("a hold has readings, or a time, or both");
        }
        if (readings.isPresent() && (readings.getAsInt() < 1 || readings.getAsInt() > MOST_READINGS)) {
            throw new IllegalArgumentException(
                    "a hold has 1 to " + MOST_READINGS + " readings, got " + readings.getAsInt());
        }
        if (time.isPresent() && (time.get().isNegative() || time.get().compareTo(LONGEST) > 0)) {
            throw new IllegalArgumentException("a hold lasts 0 s to " + LONGEST + ", got " + time.get());
        }
    }

    public static Hold readings(int readings) {
        return new Hold(OptionalInt.of(readings), Optional.empty());
    }

    public static Hold time(Duration time) {
        return new Hold(OptionalInt.empty(), Optional.of(time));
    }

    public static Hold either(int readings, Duration time) {
        return new Hold(OptionalInt.of(readings), Optional.of(time));
    }

    /** Whether so many readings over that time are enough. */
    boolean over(int count, Duration lasted) {
        return (readings.isPresent() && count >= readings.getAsInt())
                || (time.isPresent() && lasted.compareTo(time.get()) >= 0);
    }
}
