package dk.kronborg.linkmonitor.store;

import dk.kronborg.linkmonitor.alarm.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a store will be empty soon: judged so when the time to empty has been below a limit for the hold time, and
 * until it is well above.
 *
 * @param belowSince from when on the time to empty was below the limits that it is below
 */
public record RunningOut(Severity severity, Map<Severity, Instant> belowSince) {

    static final RunningOut NOT = new RunningOut(Severity.CLEARED, Map.of());

    private static final List<Severity> LIMITED = List.of(Severity.WARNING, Severity.MINOR, Severity.MAJOR);

    public RunningOut {
        belowSince = Map.copyOf(belowSince);
    }

    /**
     * The judgement at a later time.
     *
     * @param timeToEmpty nothing if the store does not shrink
     * @param report      the newest; a store that shrinks below the low mark of its KME is judged as one that is soon empty
     */
    RunningOut next(Optional<Duration> timeToEmpty, KeyStoreReport report, Instant at, StoreThresholds thresholds) {
        boolean low = timeToEmpty.isPresent() && report.usable() < report.low();
        boolean stillLow = timeToEmpty.isPresent()
                && report.usable() < report.low() + Math.round(thresholds.clear() * report.capacity());
        Map<Severity, Instant> since = new EnumMap<>(Severity.class);
        Severity judged = Severity.CLEARED;
        for (Severity limited : LIMITED) {
            boolean raised = false;
            boolean ofLow = limited == Severity.MAJOR;
            if (isBelow(timeToEmpty, thresholds.time(limited), 1) || (ofLow && low)) {
                Instant first = belowSince.getOrDefault(limited, at);
                since.put(limited, first);
                raised = !at.isBefore(first.plus(thresholds.hold()));
            }
            boolean kept = limited.compareTo(severity) <= 0
                    && (isBelow(timeToEmpty, thresholds.time(limited), thresholds.clearFactor())
                            || (ofLow && stillLow));
            if (raised || kept) {
                judged = limited;
            }
        }
        return new RunningOut(judged, since);
    }

    private static boolean isBelow(Optional<Duration> timeToEmpty, Duration limit, double factor) {
        return timeToEmpty.isPresent() && timeToEmpty.get().toMillis() < limit.toMillis() * factor;
    }
}
