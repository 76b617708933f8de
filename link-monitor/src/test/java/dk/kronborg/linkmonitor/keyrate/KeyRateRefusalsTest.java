package dk.kronborg.linkmonitor.keyrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dk.kronborg.topology.network.CvQkdParameters.Detection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRateRefusalsTest {

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, 1.0000001, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesATransmittanceThatNoChannelHas(double value) {
        assertThatThrownBy(() -> new ChannelTransmittance(value))
                .hasMessage("a transmittance is above 0 and at most 1, got " + value);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, -7, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesAnExcessNoiseThatNoReadingCanHave(double value) {
        assertThatThrownBy(() -> Systems.channel(1, value))
                .hasMessageContaining("above -1 SNU and finite, got " + value);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.001, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesALossThatIsAGain(double value) {
        assertThatThrownBy(() -> new LossDb(value)).hasMessageContaining("not negative, got " + value);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -1e-10, Double.NaN})
    void refusesAFailureProbabilityThatIsNone(double value) {
        assertThatThrownBy(() -> new FailureProbabilities(1e-10, value, 1e-10, 1e-10))
                .hasMessageContaining("smoothing is above 0 and below 1, got " + value);
    }

    @Test
    void takesAMeasuredTransmittanceAboveOneAsOne() {
        assertThat(ChannelTransmittance.measured(1.03).value()).isEqualTo(1);
        assertThatThrownBy(() -> ChannelTransmittance.measured(Double.POSITIVE_INFINITY))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ChannelTransmittance.measured(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void convertsLossToTransmittanceAndBack() {
        assertThat(new LossDb(3).plus(7).transmittance().value()).isCloseTo(0.1, within(1e-15));
        assertThat(new ChannelTransmittance(0.1).loss().decibel()).isCloseTo(10, within(1e-12));
        assertThat(new ChannelTransmittance(1).loss().decibel()).isZero();
    }

    @Test
    void hasNoNullKeyNoiseWhereThereIsNoKeyAnyway() {
        assertThat(NullKeyNoise.finiteSize(
                        Systems.standard(Detection.HETERODYNE),
                        new LossDb(30).transmittance(),
                        FailureProbabilities.DEFAULT))
                .isEmpty();
    }

    @Test
    void makesNoKeyRatherThanANegativeRate() {
        var setup = Systems.standard(Detection.HETERODYNE);
        var dead = AsymptoticKeyRate.of(setup, Systems.channel(10, 0.12));

        assertThat(dead.bitsPerSymbol()).isNegative();
        assertThat(dead.rate(setup, 0.5)).isEqualTo(SecretKeyRate.ZERO);
    }
}
