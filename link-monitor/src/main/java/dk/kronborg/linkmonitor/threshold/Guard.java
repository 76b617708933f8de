package dk.kronborg.linkmonitor.threshold;

import dk.kronborg.linkmonitor.alarm.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How bad a quantity is, as far as its threshold has made sure: a level rises and falls only after its hold.
 *
 * @param level   made sure of
 * @param since   when it began, which is before it was made sure of
 * @param value   the newest reading
 * @param pending another level on its way
 */
public record Guard(Severity level, Instant since, double value, Optional<Pending> pending) {

    /**
     * A level that is not sure yet.
     *
     * @param towards  at the mildest of the readings so far if it is worse than the level, at the worst of them if it
     *                 is better
     * @param first    time of the first reading
     * @param readings how many there were
     */
    public record Pending(Severity towards, Instant first, int readings) {}

    /** Before any reading. */
    public static Guard clear(Instant at) {
        return new Guard(Severity.CLEARED, at, Double.NaN, Optional.empty());
    }

    /** After one more reading; readings come in the order of time. */
    public Guard with(Threshold threshold, double reading, Instant at) {
        Severity reached = threshold.reached(reading);
        Severity aim = reached.atLeast(level)
                ? reached
                : threshold.kept(reading, level).or(reached);
        if (aim == level) {
            return new Guard(level, since, reading, Optional.empty());
        }
        boolean rising = aim.atLeast(level);
        Pending next = pending.filter(before -> before.towards().atLeast(level) == rising)
                .map(before -> new Pending(
                        rising
                                ? milder(before.towards(), aim)
                                : before.towards().or(aim),
                        before.first(),
                        before.readings() + 1))
                .orElseGet(() -> new Pending(aim, at, 1));
        Hold hold = rising ? threshold.raiseHold() : threshold.clearHold();
        return hold.over(next.readings(), Duration.between(next.first(), at))
                ? new Guard(next.towards(), next.first(), reading, Optional.empty())
                : new Guard(level, since, reading, Optional.of(next));
    }

    /** The quantity cannot be measured now: the level stays, what was on its way begins anew. */
    public Guard unmeasured() {
        return pending.isEmpty() ? this : new Guard(level, since, value, Optional.empty());
    }

    /** The level that the newest reading has by itself: for a cause that is over, whose consequences linger. */
    public Guard relieved(Threshold threshold, Instant at) {
        Severity now = threshold.reached(value);
        return level.atLeast(now) && level != now ? new Guard(now, at, value, Optional.empty()) : this;
    }

    public boolean raised() {
        return level.raised();
    }

    private static Severity milder(Severity one, Severity other) {
        return one.atLeast(other) ? other : one;
    }
}
