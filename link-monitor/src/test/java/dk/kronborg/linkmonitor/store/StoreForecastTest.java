package dk.kronborg.linkmonitor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dk.kronborg.linkmonitor.alarm.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class StoreForecastTest {

    private static final StoreThresholds DEFAULT = StoreThresholds.DEFAULT;
    private static final Duration STEP = Duration.ofSeconds(5);
    private static final KeyStoreReport FULL = Reports.holding(Reports.CAPACITY).report();

    private static StoreForecast after(StoreForecast before, KeyStoreReport report) {
        return before.next(report, report.reportedAt(), DEFAULT).orElseThrow();
    }

    /** What comes and goes at steady rates for a while. */
    private static StoreForecast steadily(
            StoreForecast before, Reports pool, Duration time, long suppliedBps, long consumedBps) {
        StoreForecast forecast = before;
        for (long seconds = 0; seconds < time.toSeconds(); seconds += STEP.toSeconds()) {
            forecast = after(forecast, pool.after(STEP, 5 * suppliedBps, 5 * consumedBps));
        }
        return forecast;
    }

    private static StoreForecast first(Reports pool) {
        return StoreForecast.first(pool.report(), DEFAULT);
    }

    @Test
    void knowsNoRatesFromOneReport() {
        StoreForecast forecast = first(Reports.holding(600_000));

        assertThat(forecast.rates().supplyBps()).isEmpty();
        assertThat(forecast.rates().consumptionBps()).isEmpty();
        assertThat(forecast.timeToEmpty()).isEmpty();
        assertThat(forecast.condition()).isEqualTo(StoreCondition.GOOD);
    }

    @Test
    void ratesAreRightFromTheSecondReportOn() {
        Reports pool = Reports.holding(600_000);
        StoreForecast forecast = steadily(first(pool), pool, STEP, 100, 300);

        assertThat(forecast.rates().supplyBps()).hasValueCloseTo(100.0, within(1e-6));
        assertThat(forecast.rates().consumptionBps()).hasValueCloseTo(300.0, within(1e-6));
        assertThat(forecast.timeToEmpty()).contains(Duration.ofSeconds((600_000 - 1000) / 200));
    }

    @Test
    void aChangeOfRateIsSeenByTwoThirdsAfterTheTimeConstant() {
        Reports pool = Reports.holding(600_000);
        StoreForecast forecast = steadily(first(pool), pool, Duration.ofMinutes(20), 100, 100);
        forecast = steadily(forecast, pool, StoreRates.TIME_CONSTANT, 0, 100);

        assertThat(forecast.rates().supplyBps()).hasValueCloseTo(100 / Math.E, within(0.1));
        assertThat(forecast.rates().consumptionBps()).hasValueCloseTo(100.0, within(1e-3));
    }

    /** Reports that were lost, or came from this process or that one, change nothing. */
    @Property(tries = 50)
    void doesNotDependOnWhichReportsArrive(@ForAll long seed) {
        Random random = new Random(seed);
        Reports pool = Reports.holding(900_000);
        StoreForecast all = first(pool);
        StoreForecast some = all;
        for (int i = 0; i < 100; i++) {
            KeyStoreReport report = pool.after(STEP, 500, 1500);
            all = after(all, report);
            some = i == 99 || random.nextInt(3) == 0 ? after(some, report) : some;
        }

        assertThat(some.rates().supplyBps())
                .hasValueCloseTo(all.rates().supplyBps().orElseThrow(), within(1e-6));
        assertThat(some.timeToEmpty().orElseThrow()).isCloseTo(all.timeToEmpty().orElseThrow(), Duration.ofSeconds(1));
    }

    @Test
    void oldReportsAndThoseOfAnotherProcessOfTheKmeChangeNothing() {
        Reports pool = Reports.holding(600_000);
        KeyStoreReport old = pool.report();
        StoreForecast forecast = steadily(first(pool), pool, STEP, 100, 300);

        assertThat(forecast.next(old, Reports.NOON, DEFAULT)).isEmpty();
        assertThat(forecast.next(forecast.report(), Reports.NOON, DEFAULT)).isEmpty();
        KeyStoreReport beside = pool.after(Duration.ofMillis(499), 0, 5000);
        assertThat(forecast.next(beside, Reports.NOON, DEFAULT)).isEmpty();
        assertThat(forecast.next(pool.after(Duration.ofMillis(1), 0, 0), Reports.NOON, DEFAULT))
                .isPresent();
    }

    @Test
    void aClockThatWasSetBackIsFollowed() {
        Reports pool = Reports.holding(600_000);
        StoreForecast ahead = steadily(first(pool), pool, Duration.ofMinutes(4), 100, 300);
        KeyStoreReport back = Reports.holding(400_000).report();

        assertThat(ahead.next(back, Reports.NOON.plus(Duration.ofMinutes(4)), DEFAULT))
                .isEmpty();
        StoreForecast followed = ahead.next(back, Reports.NOON, DEFAULT).orElseThrow();
        assertThat(followed.report()).isEqualTo(back);
        assertThat(followed.rates().consumptionBps()).isEmpty();
    }

    @Test
    void aStoreWhoseTotalsGoBackIsAnotherOne() {
        Reports pool = Reports.holding(600_000);
        StoreForecast forecast = steadily(first(pool), pool, Duration.ofMinutes(3), 0, 3000);
        assertThat(forecast.runningOut().severity()).isEqualTo(Severity.MAJOR);
        Reports rebuilt = Reports.fresh();
        rebuilt.after(Duration.ofMinutes(4), 0, 0);

        StoreForecast next = after(forecast, rebuilt.report());

        assertThat(next.rates().consumptionBps()).isEmpty();
        assertThat(next.condition())
                .isEqualTo(new StoreCondition(StoreState.EMPTY, Severity.CLEARED, Severity.CLEARED));
        next = steadily(next, rebuilt, STEP, 1000, 0);
        assertThat(next.rates().supplyBps()).hasValueCloseTo(1000.0, within(1e-6));
    }

    @Test
    void whatIsVoidedIsNotConsumed() {
        Reports pool = Reports.holding(900_000);
        StoreForecast forecast = steadily(first(pool), pool, STEP, 100, 100);
        forecast = after(forecast, pool.afterVoid(500_000));

        assertThat(forecast.timeToEmpty()).isEmpty();
        assertThat(forecast.condition())
                .isEqualTo(new StoreCondition(StoreState.LOW, Severity.WARNING, Severity.CLEARED));
    }

    /** 600,000 bits, 1,000 bit/s: ten minutes. */
    @Test
    void warnsWhenTheTimeToEmptyHasBeenShortForAMinute() {
        Reports pool = Reports.holding(600_000);
        List<Severity> told = new ArrayList<>();
        StoreForecast forecast = first(pool);
        for (int i = 0; i < 13; i++) {
            forecast = steadily(forecast, pool, STEP, 0, 1000);
            told.add(forecast.runningOut().severity());
        }

        assertThat(told.subList(0, 12)).containsOnly(Severity.CLEARED);
        assertThat(told.getLast()).isEqualTo(Severity.MINOR);
    }

    @Test
    void aShortPeakWarnsNobody() {
        Reports pool = Reports.holding(1_000_000);
        StoreForecast forecast = steadily(first(pool), pool, Duration.ofMinutes(30), 100, 100);
        forecast = steadily(forecast, pool, Duration.ofSeconds(10), 100, 4000);
        assertThat(forecast.timeToEmpty())
                .hasValueSatisfying(time -> assertThat(time).isLessThan(Duration.ofHours(1)));
        for (int i = 0; i < 120; i++) {
            forecast = steadily(forecast, pool, STEP, 500, 100);
            assertThat(forecast.runningOut().severity()).isEqualTo(Severity.CLEARED);
        }
    }

    @Test
    void clearsAtTwiceTheLimit() {
        RunningOut major = judged(RunningOut.NOT, Duration.ofMinutes(4), Reports.NOON);
        major = judged(major, Duration.ofMinutes(4), Reports.NOON.plusSeconds(60));
        assertThat(major.severity()).isEqualTo(Severity.MAJOR);
        Instant later = Reports.NOON.plusSeconds(65);

        assertThat(judged(major, Duration.ofMinutes(10).minusSeconds(1), later).severity())
                .isEqualTo(Severity.MAJOR);
        assertThat(judged(major, Duration.ofMinutes(10), later).severity()).isEqualTo(Severity.MINOR);
        assertThat(judged(major, Duration.ofMinutes(30), later).severity()).isEqualTo(Severity.WARNING);
        assertThat(judged(major, Duration.ofHours(2), later).severity()).isEqualTo(Severity.CLEARED);
        assertThat(major.next(Optional.empty(), FULL, later, DEFAULT)).isEqualTo(RunningOut.NOT);
    }

    private static RunningOut judged(RunningOut before, Duration timeToEmpty, Instant at) {
        return before.next(Optional.of(timeToEmpty), FULL, at, DEFAULT);
    }

    /** 240,000 bits, below the mark of 250,000, and 1 bit/s: days. */
    @Test
    void aStoreThatShrinksBelowTheLowMarkIsMajorHoweverLongItLasts() {
        Reports pool = Reports.holding(240_000);
        StoreForecast forecast = steadily(first(pool), pool, Duration.ofMinutes(1), 9, 10);
        assertThat(forecast.runningOut().severity()).isEqualTo(Severity.CLEARED);
        forecast = steadily(forecast, pool, STEP, 9, 10);
        assertThat(forecast.timeToEmpty())
                .hasValueSatisfying(time -> assertThat(time).isGreaterThan(Duration.ofDays(2)));
        assertThat(forecast.runningOut().severity()).isEqualTo(Severity.MAJOR);

        forecast = steadily(forecast, pool, Duration.ofMinutes(10), 10, 9);
        assertThat(forecast.runningOut().severity())
                .as("it does not shrink any more")
                .isEqualTo(Severity.CLEARED);
    }

    /** Taken from at a steady pace, and filled up at one blow whenever half of it is gone. */
    @Test
    void aStoreThatIsRefilledAtHalfIsNeverFoundLowNorRunningOut() {
        Reports pool = Reports.holding(1_000_000);
        StoreForecast forecast = StoreForecast.first(pool.report(), StoreThresholds.REFILLED);
        for (int i = 0; i < 240; i++) {
            boolean half = pool.report().usable() <= 500_000;
            KeyStoreReport report = pool.after(STEP, half ? 500_000 : 0, 10_000);
            forecast = forecast.next(report, report.reportedAt(), StoreThresholds.REFILLED)
                    .orElseThrow();
            assertThat(forecast.condition()).isEqualTo(StoreCondition.GOOD);
        }
    }

    @Test
    void aStoreThatIsNotRefilledAnyMoreIsMajorBelowTheLowMark() {
        Reports pool = Reports.holding(1_000_000);
        StoreForecast forecast = StoreForecast.first(pool.report(), StoreThresholds.REFILLED);
        List<StoreCondition> conditions = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            KeyStoreReport report = pool.after(STEP, 0, 10_000);
            forecast = forecast.next(report, report.reportedAt(), StoreThresholds.REFILLED)
                    .orElseThrow();
            conditions.add(forecast.condition());
        }

        assertThat(conditions)
                .startsWith(StoreCondition.GOOD)
                .containsSubsequence(
                        new StoreCondition(StoreState.LOW, Severity.WARNING, Severity.CLEARED),
                        new StoreCondition(StoreState.LOW, Severity.WARNING, Severity.MAJOR),
                        new StoreCondition(StoreState.LOW, Severity.MAJOR, Severity.MAJOR),
                        new StoreCondition(StoreState.RESERVE, Severity.CRITICAL, Severity.MAJOR))
                .endsWith(new StoreCondition(StoreState.EMPTY, Severity.CRITICAL, Severity.MAJOR));
        KeyStoreReport full = pool.after(STEP, 1_000_000, 0);
        assertThat(forecast.next(full, full.reportedAt(), StoreThresholds.REFILLED)
                        .orElseThrow()
                        .condition())
                .isEqualTo(StoreCondition.GOOD);
    }

    @Test
    void aStoreAboveTheLowMarkMayShrinkSlowly() {
        Reports pool = Reports.holding(260_000);
        StoreForecast forecast = steadily(first(pool), pool, Duration.ofMinutes(10), 9, 10);

        assertThat(forecast.runningOut().severity()).isEqualTo(Severity.CLEARED);
    }

    @Test
    void holdsBeginAnewAfterABreak() {
        RunningOut shortly = judged(RunningOut.NOT, Duration.ofMinutes(4), Reports.NOON);
        RunningOut paused = shortly.next(Optional.empty(), FULL, Reports.NOON.plusSeconds(30), DEFAULT);
        RunningOut again = judged(paused, Duration.ofMinutes(4), Reports.NOON.plusSeconds(60));

        assertThat(again.severity()).isEqualTo(Severity.CLEARED);
    }
}
