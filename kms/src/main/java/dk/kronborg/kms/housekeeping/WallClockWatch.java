package dk.kronborg.kms.housekeeping;

import dk.kronborg.kms.alarm.Alarms;
import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Notices when the wall clock steps. No key ages by it, but certificates end and records are dated by it. For one
 * thread.
 */
public final class WallClockWatch {

    /** A larger step within one look is alarmed. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    private final Clock wall;
    private final LongSupplier nanoTime;
    private final Alarms alarms;
    private long millisBefore;
    private long nanosBefore;

    /**
     * A watch that begins now.
     *
     * @param nanoTime a clock that only goes forward, nanoseconds
     */
    public WallClockWatch(Clock wall, LongSupplier nanoTime, Alarms alarms) {
        this.wall = wall;
        this.nanoTime = nanoTime;
        this.alarms = alarms;
        this.millisBefore = wall.millis();
        this.nanosBefore = nanoTime.getAsLong();
    }

    /** Compares both clocks since the last look. */
    public void look() {
        long millis = wall.millis();
        long nanos = nanoTime.getAsLong();
        long step =
                millis - millisBefore - Duration.ofNanos(nanos - nanosBefore).toMillis();
        millisBefore = millis;
        nanosBefore = nanos;
        if (Math.abs(step) > TOLERANCE.toMillis()) {
            alarms.raise(
                    Alarms.Kind.CLOCK_STEPPED,
                    "wall clock",
                    "it went " + Duration.ofMillis(Math.abs(step)) + (step > 0 ? " ahead" : " back")
                            + "; no key expires by it");
        }
    }
}
