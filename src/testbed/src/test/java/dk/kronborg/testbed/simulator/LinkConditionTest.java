package dk.kronborg.testbed.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dk.kronborg.linkmonitor.keyrate.FailureProbabilities;
import dk.kronborg.linkmonitor.keyrate.FiniteSizeKeyRate;
import dk.kronborg.linkmonitor.keyrate.LossDb;
import dk.kronborg.linkmonitor.keyrate.NullKeyNoise;
import dk.kronborg.linkmonitor.keyrate.QuantumChannel;
import dk.kronborg.testbed.simulator.LinkCondition.Onset;
import dk.kronborg.topology.network.CvQkdParameters;
import dk.kronborg.topology.network.Link;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LinkConditionTest {

    /** 25 km of planning-value fibre. */
    private static final Link LINK = Links.of(25, 5, 1_000_000_000L, 0.1);

    private static final CvQkdParameters SETUP = LINK.cvQkd().orElseThrow();
    private static final ContinuousSystem SYSTEM = new ContinuousSystem(LINK, SETUP);
    private static final QuantumChannel COMMISSIONED = new QuantumChannel(new LossDb(5).transmittance(), 0.01);
    private static final Instant START = Instant.parse("2026-07-02T08:00:00Z");

    /** What these make of a link that long after they began. */
    private static LinkCondition after(double seconds, String... phenomena) {
        return LinkCondition.at(
                START.plusMillis(Math.round(seconds * 1000)),
                Stream.of(phenomena)
                        .map(words -> new Onset(Phenomenon.parse(words), START))
                        .toList(),
                Duration.ZERO);
    }

    private static double rate(String... phenomena) {
        LinkCondition condition = after(0, phenomena);
        return condition.exchanging() ? SYSTEM.keyRate(condition.disturbance()).bitsPerSecond() : 0;
    }

    private static double noise(double seconds, String... phenomena) {
        return SYSTEM.channel(after(seconds, phenomena).disturbance()).excessNoiseSnu();
    }

    private static double loss(double seconds, String... phenomena) {
        return after(seconds, phenomena).disturbance().extraLossDb();
    }

    @Test
    void aSoundLinkReachesItsShareOfTheModelledRate() {
        double model = FiniteSizeKeyRate.of(SETUP, COMMISSIONED, FailureProbabilities.DEFAULT)
                .rate(SETUP)
                .bitsPerSecond();

        assertThat(rate()).isCloseTo(0.1 * model, within(1e-6)).isBetween(300_000.0, 400_000.0);
    }

    @Test
    void aBentFibreCostsWhatTheLossCosts() {
        QuantumChannel dimmed = new QuantumChannel(new LossDb(8).transmittance(), 0.01);
        double model = FiniteSizeKeyRate.of(SETUP, dimmed, FailureProbabilities.DEFAULT)
                .rate(SETUP)
                .bitsPerSecond();

        assertThat(rate("bend 3")).isCloseTo(0.1 * model, within(1e-6));
        assertThat(rate("bend 3") / rate()).isBetween(0.35, 0.42);
    }

    @Test
    void aBendTakesBothLightsAndATapTheQuantumLightOnly() {
        assertThat(loss(0, "bend 3")).isEqualTo(3);
        assertThat(after(0, "bend 3").extraClassicalLossDb()).isEqualTo(3);
        assertThat(noise(0, "bend 3")).isEqualTo(0.01);
        assertThat(loss(0, "tap 0.8")).isEqualTo(0.8);
        assertThat(after(0, "tap 0.8").extraClassicalLossDb()).isZero();
        assertThat(noise(0, "tap 0.8")).isEqualTo(0.01);
    }

    @Test
    void aCutDarkensBothLightsAndAQuantumFaultOne() {
        assertThat(after(0, "cut").exchanging()).isFalse();
        assertThat(after(0, "cut").classicalLight()).isFalse();
        assertThat(after(0, "quantum-down").exchanging()).isFalse();
        assertThat(after(0, "quantum-down").classicalLight()).isTrue();
    }

    @Test
    void excessNoiseEndsTheKeyAtTheNullKeyNoise() {
        double limit = NullKeyNoise.finiteSize(SETUP, COMMISSIONED.transmittance(), FailureProbabilities.DEFAULT)
                .orElseThrow()
                .snu();

        assertThat(rate("noise " + (limit * 0.99 - 0.01))).isPositive().isLessThan(rate() / 50);
        assertThat(rate("noise " + (limit * 1.01 - 0.01))).isZero();
    }

    @Test
    void anInterceptedShareAddsTwoShotNoiseUnitsTimesTheShare() {
        for (double share : new double[] {0.001, 0.02, 0.1, 0.5, 1}) {
            assertThat(noise(0, "intercept " + share)).isCloseTo(0.01 + 2 * share, within(1e-12));
            assertThat(loss(0, "intercept " + share)).isZero();
        }
    }

    @Test
    void newClassicalChannelsAddNoiseInTheSameMoment() {
        assertThat(after(0, "raman 20 0.03").extraChannels()).isEqualTo(20);
        assertThat(noise(0, "raman 20 0.03")).isCloseTo(0.04, within(1e-12));
    }

    @Test
    void driftGrowsWithTheHours() {
        assertThat(loss(0, "drift 1.2 0.02")).isZero();
        assertThat(loss(1800, "drift 1.2 0.02")).isCloseTo(0.6, within(1e-12));
        assertThat(after(1800, "drift 1.2 0.02").extraClassicalLossDb()).isCloseTo(0.6, within(1e-12));
        assertThat(noise(3600, "drift 1.2 0.02")).isCloseTo(0.03, within(1e-12));
    }

    @Test
    void theEnvironmentComesAndGoes() {
        assertThat(noise(0, "environment 0.02 600")).isEqualTo(0.01);
        assertThat(noise(300, "environment 0.02 600")).isCloseTo(0.03, within(1e-12));
        assertThat(noise(600, "environment 0.02 600")).isCloseTo(0.01, within(1e-12));
    }

    @Test
    void aFlappingFibreIsCutForItsShareOfEachPeriod() {
        for (int period = 0; period < 3; period++) {
            assertThat(after(40 * period, "flap 40 0.25").exchanging()).isFalse();
            assertThat(after(40 * period + 9.75, "flap 40 0.25").exchanging()).isFalse();
            assertThat(after(40 * period + 10, "flap 40 0.25").exchanging()).isTrue();
            assertThat(after(40 * period + 39.75, "flap 40 0.25").exchanging()).isTrue();
        }
    }

    @Test
    void aRebootEndsByItself() {
        assertThat(after(29, "reboot tx 30").alive(End.TX)).isFalse();
        assertThat(after(29, "reboot tx 30").alive(End.RX)).isTrue();
        assertThat(after(30, "reboot tx 30").alive(End.TX)).isTrue();
    }

    @Test
    void aSilentEndIsAlive() {
        assertThat(after(0, "silence rx").reports(End.RX)).isFalse();
        assertThat(after(0, "silence rx").reports(End.TX)).isTrue();
        assertThat(after(0, "silence rx").bothAlive()).isTrue();
        assertThat(after(0, "silence").reports(End.TX)).isFalse();
    }

    @Test
    void whatActsTogetherAddsUp() {
        LinkCondition both = after(0, "bend 1", "tap 0.5", "noise 0.02", "raman 4 0.03", "tamper rx", "skew tx 5");

        assertThat(both.disturbance().extraLossDb()).isCloseTo(1.5, within(1e-12));
        assertThat(both.disturbance().noise()).isCloseTo(0.05, within(1e-12));
        assertThat(both.extraClassicalLossDb()).isEqualTo(1);
        assertThat(both.tampered(End.RX)).isTrue();
        assertThat(both.tampered(End.TX)).isFalse();
        assertThat(both.skew(End.TX)).isEqualTo(Duration.ofSeconds(5));
        assertThat(both.skew(End.RX)).isZero();
    }

    @Test
    void aCutFibreAndADeadDeviceMakeNoKey() {
        assertThat(rate("cut")).isZero();
        assertThat(rate("dead tx")).isZero();
        assertThat(rate("dead rx")).isZero();
    }

    @Test
    void silenceAndDisagreementDoNotChangeTheRate() {
        assertThat(rate("silence")).isEqualTo(rate());
        assertThat(rate("disagree")).isEqualTo(rate());
    }
}
