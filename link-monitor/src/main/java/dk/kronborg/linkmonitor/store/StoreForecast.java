package dk.kronborg.linkmonitor.store;

import dk.kronborg.linkmonitor.alarm.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a pool's reports add up to. A function of the reports alone, on their own clock: the same reports give the same
 * forecast, whenever they are read and however often.
 *
 * @param report     the newest
 * @param severity   how bad the level is
 */
public record StoreForecast(
        KeyStoreReport report, StoreRates rates, StoreLevel level, Severity severity, RunningOut runningOut) {

    /** Two processes of a KME report side by side: closer reports than this tell nothing new. */
    private static final Duration CLOSEST = Duration.ofMillis(500);

    /** A last report that far ahead of the present was dated by a clock that has been set back since. */
    private static final Duration MOST_AHEAD = Duration.ofSeconds(30);

    private static final long LONGEST_SECONDS = Duration.ofDays(36_500).toSeconds();

    /** After the first report of a pool. */
    public static StoreForecast first(KeyStoreReport report, StoreThresholds thresholds) {
        StoreLevel level = StoreLevel.of(report, thresholds);
        return new StoreForecast(
                report,
                StoreRates.beginning(report.reportedAt()),
                level,
                level.severity(report, thresholds),
                RunningOut.NOT);
    }

    /**
     * After another report.
     *
     * @param now by the clock of whoever reads it
     * @return nothing if the report is not newer
     */
    public Optional<StoreForecast> next(KeyStoreReport next, Instant now, StoreThresholds thresholds) {
        Instant last = report.reportedAt();
        boolean later = !next.reportedAt().isBefore(last.plus(CLOSEST));
        if (!later && !last.isAfter(now.plus(MOST_AHEAD))) {
            return Optional.empty();
        }
        boolean sameStore = later && next.totals().follows(report.totals());
        StoreRates nextRates = sameStore
                ? rates.after(
                        next.totals().produced() - report.totals().produced(),
                        next.totals().consumed() - report.totals().consumed(),
                        next.reportedAt())
                : StoreRates.beginning(next.reportedAt());
        StoreLevel nextLevel = level.next(next, thresholds);
        RunningOut before = sameStore ? runningOut : RunningOut.NOT;
        return Optional.of(new StoreForecast(
                next,
                nextRates,
                nextLevel,
                nextLevel.severity(next, thresholds),
                before.next(timeToEmpty(next, nextRates), next, next.reportedAt(), thresholds)));
    }

    /** When the store will be empty if keys go on to come and go as they do, counted from the report; whole seconds. */
    public Optional<Duration> timeToEmpty() {
        return timeToEmpty(report, rates);
    }

    private static Optional<Duration> timeToEmpty(KeyStoreReport report, StoreRates rates) {
        OptionalDouble supply = rates.supplyBps();
        OptionalDouble consumption = rates.consumptionBps();
        if (supply.isEmpty() || consumption.isEmpty() || consumption.getAsDouble() <= supply.getAsDouble()) {
            return Optional.empty();
        }
        double seconds = report.usable() / (consumption.getAsDouble() - supply.getAsDouble());
        return seconds > LONGEST_SECONDS ? Optional.empty() : Optional.of(Duration.ofSeconds((long) seconds));
    }

    /** Whether there is a key to be had. A pool that was empty must have got a few first, so that this does not flap. */
    public boolean holdsKeys() {
        return level != StoreLevel.EMPTY;
    }

    public StoreCondition condition() {
        return new StoreCondition(level.state(), severity, runningOut.severity());
    }
}
