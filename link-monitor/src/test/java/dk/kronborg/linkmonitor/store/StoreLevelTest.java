package dk.kronborg.linkmonitor.store;

import static dk.kronborg.linkmonitor.store.StoreLevel.BELOW_MAJOR;
import static dk.kronborg.linkmonitor.store.StoreLevel.BELOW_MINOR;
import static dk.kronborg.linkmonitor.store.StoreLevel.BELOW_RESERVE;
import static dk.kronborg.linkmonitor.store.StoreLevel.BELOW_WARNING;
import static dk.kronborg.linkmonitor.store.StoreLevel.EMPTY;
import static dk.kronborg.linkmonitor.store.StoreLevel.GOOD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.linkmonitor.alarm.Severity;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreLevelTest {

    private static final StoreThresholds DEFAULT = StoreThresholds.DEFAULT;

    private static StoreLevel at(long usable) {
        return StoreLevel.of(Reports.holding(usable).report(), DEFAULT);
    }

    private static StoreLevel then(StoreLevel before, long usable) {
        return before.next(Reports.holding(usable).report(), DEFAULT);
    }

    @ParameterizedTest
    @CsvSource({
        "1000000, GOOD",
        "500000, GOOD",
        "499999, BELOW_WARNING",
        "250000, BELOW_WARNING",
        "249999, BELOW_MINOR",
        "100000, BELOW_MINOR",
        "99999, BELOW_MAJOR",
        "50000, BELOW_MAJOR",
        "49999, BELOW_RESERVE",
        "256, BELOW_RESERVE",
        "255, EMPTY",
        "0, EMPTY"
    })
    void isThatOfTheLowestThresholdAboveIt(long usable, StoreLevel level) {
        assertThat(at(usable)).isEqualTo(level);
    }

    @Test
    void fallsAtOnceAndRisesFivePointsAboveTheThreshold() {
        assertThat(then(GOOD, 499_999)).isEqualTo(BELOW_WARNING);
        assertThat(then(BELOW_WARNING, 549_999)).isEqualTo(BELOW_WARNING);
        assertThat(then(BELOW_WARNING, 550_000)).isEqualTo(GOOD);
        assertThat(then(BELOW_MINOR, 299_999)).isEqualTo(BELOW_MINOR);
        assertThat(then(BELOW_MINOR, 300_000)).isEqualTo(BELOW_WARNING);
        assertThat(then(BELOW_MAJOR, 150_000)).isEqualTo(BELOW_MINOR);
        assertThat(then(BELOW_RESERVE, 99_999)).isEqualTo(BELOW_RESERVE);
        assertThat(then(BELOW_RESERVE, 100_000)).isEqualTo(BELOW_MAJOR);
        assertThat(then(EMPTY, 9_999)).isEqualTo(EMPTY);
        assertThat(then(EMPTY, 10_000)).isEqualTo(BELOW_RESERVE);
        assertThat(then(EMPTY, 1_000_000)).isEqualTo(GOOD);
        assertThat(then(GOOD, 0)).isEqualTo(EMPTY);
    }

    /** Whatever a store held before: between what it is without and with the hysteresis there is no third. */
    @Property
    void neverShowsBetterThanItIs(
            @ForAll StoreLevel before, @ForAll @LongRange(min = 0, max = Reports.CAPACITY) long usable) {
        StoreLevel next = then(before, usable);

        assertThat(next).isGreaterThanOrEqualTo(at(usable));
        assertThat(next).isIn(before, at(usable), then(EMPTY, usable));
        assertThat(then(next, usable)).as("a standing store").isEqualTo(next);
    }

    @Test
    void isNoFaultOfAStoreThatIsFilledForTheFirstTime() {
        Reports pool = Reports.fresh();
        assertThat(severity(pool.report())).isEqualTo(Severity.CLEARED);
        assertThat(severity(pool.after(Duration.ofSeconds(5), 99_999, 0))).isEqualTo(Severity.CLEARED);
        assertThat(severity(pool.after(Duration.ofSeconds(5), 1, 90_000))).isEqualTo(Severity.CRITICAL);
        assertThat(severity(Reports.holding(240_000).report())).isEqualTo(Severity.MINOR);
    }

    private static Severity severity(KeyStoreReport report) {
        return StoreLevel.of(report, DEFAULT).severity(report, DEFAULT);
    }

    @Test
    void thresholdsAreInOrder() {
        Duration minute = Duration.ofMinutes(1);
        assertThatThrownBy(() -> new StoreThresholds(0.1, 0.2, 0.05, 0.05, minute, minute, minute, minute, 2))
                .hasMessageContaining("0 <= major <= minor <= warning <= 1, got 0.05, 0.2, 0.1");
        assertThatThrownBy(() ->
                        new StoreThresholds(0.5, 0.2, 0.1, 0.05, minute, minute.multipliedBy(2), minute, minute, 2))
                .hasMessageContaining("PT2M");
        assertThatThrownBy(() -> new StoreThresholds(0.5, 0.2, 0.1, Double.NaN, minute, minute, minute, minute, 2))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> new StoreThresholds(0.5, 0.2, 0.1, 0.05, minute, minute, minute, minute, 0.9))
                .hasMessageContaining("0.9");
    }
}
