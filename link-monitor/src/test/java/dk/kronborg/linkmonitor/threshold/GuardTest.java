package dk.kronborg.linkmonitor.threshold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.topology.network.Technology;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class GuardTest {

    private static final Instant NOON = Instant.parse("2026-07-02T12:00:00Z");

    private final Threshold loss =
            ThresholdSet.of(Technology.CV_QKD).of(Quantity.LOSS_INCREASE).orElseThrow();
    private final Threshold noise =
            ThresholdSet.of(Technology.CV_QKD).of(Quantity.NOISE_Z).orElseThrow();
    private final Threshold keyRate =
            ThresholdSet.of(Technology.CV_QKD).of(Quantity.KEY_RATE).orElseThrow();

    private Guard after(Threshold threshold, Guard guard, int from, double... values) {
        Guard next = guard;
        for (int i = 0; i < values.length; i++) {
            next = next.with(threshold, values[i], NOON.plusSeconds(10L * (from + i)));
        }
        return next;
    }

    @Test
    void risesAfterItsTimeAndNotBefore() {
        Guard almost = after(loss, Guard.clear(NOON), 0, 1.2, 1.2, 1.2);
        assertThat(almost.level()).isEqualTo(Severity.CLEARED);
        assertThat(almost.pending()).isPresent();

        Guard sure = almost.with(loss, 1.2, NOON.plusSeconds(30));
        assertThat(sure.level()).isEqualTo(Severity.MINOR);
    }

    @Test
    void forgetsWhatDidNotPersist() {
        Guard guard = after(loss, Guard.clear(NOON), 0, 1.2, 1.2, 0.1, 1.2, 1.2, 1.2);

        assertThat(guard.level()).isEqualTo(Severity.CLEARED);
    }

    @Test
    void risesToTheMildestOfWhatItSaw() {
        assertThat(after(noise, Guard.clear(NOON), 0, 7, 3.5, 7).level()).isEqualTo(Severity.WARNING);
    }

    @Test
    void staysBetweenRaiseAndClear() {
        Guard warned = after(loss, Guard.clear(NOON), 0, 0.6, 0.6, 0.6, 0.6);
        assertThat(warned.level()).isEqualTo(Severity.WARNING);

        assertThat(after(loss, warned, 4, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3)
                        .level())
                .isEqualTo(Severity.WARNING);
        assertThat(after(loss, warned, 4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1)
                        .level())
                .isEqualTo(Severity.CLEARED);
    }

    @Test
    void fallsLevelByLevel() {
        Guard major = after(noise, Guard.clear(NOON), 0, 8, 8, 8);
        assertThat(major.level()).isEqualTo(Severity.MAJOR);

        assertThat(after(noise, major, 3, 3, 3, 3, 3, 3, 3).level())
                .as("the end of every level of z is 2")
                .isEqualTo(Severity.MAJOR);
        assertThat(after(noise, major, 3, 1, 1, 1, 1, 1, 1).level()).isEqualTo(Severity.CLEARED);

        Guard lossMajor = after(loss, Guard.clear(NOON), 0, 2.5, 2.5, 2.5, 2.5);
        double[] thirteen = new double[13];
        java.util.Arrays.fill(thirteen, 1.2);
        assertThat(after(loss, lossMajor, 4, thirteen).level()).isEqualTo(Severity.MINOR);
    }

    @Test
    void looksDownwardsWhereLowIsBad() {
        Guard guard = after(keyRate, Guard.clear(NOON), 0, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4);
        assertThat(guard.level()).isEqualTo(Severity.MINOR);

        Guard none = after(keyRate, Guard.clear(NOON), 0, 0, 0, 0, 0, 0, 0, 0);
        assertThat(none.level()).isEqualTo(Severity.CRITICAL);
    }

    @Test
    void countsWhicheverHoldEndsFirst() {
        Threshold qber = ThresholdSet.of(Technology.DV_QKD).of(Quantity.QBER).orElseThrow();

        assertThat(after(qber, Guard.clear(NOON), 0, 0.05, 0.05).level()).isEqualTo(Severity.MINOR);
    }

    @Test
    void isNotJudgedByWhatIsNoNumber() {
        assertThat(loss.reached(Double.NaN)).isEqualTo(Severity.CLEARED);
    }

    @Test
    void aContinuousVariableLinkHasNoLimitOfQber() {
        assertThat(ThresholdSet.of(Technology.CV_QKD).of(Quantity.QBER)).isEmpty();
        assertThat(ThresholdSet.of(Technology.DV_QKD).of(Quantity.NOISE_RATIO)).isEmpty();
        assertThat(ThresholdSet.of(Technology.DV_QKD_COW).of(Quantity.VISIBILITY))
                .isPresent();
    }

    @Test
    void refusesLevelsOutOfOrder() {
        assertThatThrownBy(() -> new Threshold(
                        Quantity.LOSS_INCREASE,
                        Map.of(Severity.WARNING, 1.0, Severity.MINOR, 0.5),
                        new Threshold.Clear.Beyond(0.1),
                        Hold.NONE,
                        Hold.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("LOSS_INCREASE MINOR is above 1.0");
        assertThatThrownBy(() -> new Hold(OptionalInt.empty(), java.util.Optional.of(Duration.ofDays(2))))
                .hasMessageContaining("0 s to PT24H");
    }
}
