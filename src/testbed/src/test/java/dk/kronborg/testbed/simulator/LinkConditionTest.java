package dk.kronborg.testbed.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dk.kronborg.linkmonitor.keyrate.FailureProbabilities;
import dk.kronborg.linkmonitor.keyrate.FiniteSizeKeyRate;
import dk.kronborg.linkmonitor.keyrate.LossDb;
import dk.kronborg.linkmonitor.keyrate.NullKeyNoise;
import dk.kronborg.linkmonitor.keyrate.QuantumChannel;
import dk.kronborg.topology.network.CvQkdParameters;
import dk.kronborg.topology.network.Link;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinkConditionTest {

    /** 25 km of planning-value fibre. */
    private static final Link LINK = Links.of(25, 5, 1_000_000_000L, 0.1);

    private static final CvQkdParameters SETUP = LINK.cvQkd().orElseThrow();
    private static final QuantumChannel COMMISSIONED = new QuantumChannel(new LossDb(5).transmittance(), 0.01);

    private static double rate(String... fault) {
        return LinkCondition.of(COMMISSIONED, fault.length == 0 ? Optional.empty() : Optional.of(Fault.parse(fault[0])))
                .keyRate(SETUP)
                .bitsPerSecond();
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
    void aBentFibreAddsNoNoise() {
        assertThat(LinkCondition.of(COMMISSIONED, Optional.of(Fault.parse("bend 3")))
                        .channel()
                        .orElseThrow()
                        .excessNoiseSnu())
                .isEqualTo(0.01);
    }

    @Test
    void excessNoiseEndsTheKeyAtTheNullKeyNoise() {
        double limit = NullKeyNoise.finiteSize(SETUP, COMMISSIONED.transmittance(), FailureProbabilities.DEFAULT)
                .orElseThrow()
                .snu();

        assertThat(rate("noise " + limit * 0.99)).isPositive().isLessThan(rate() / 50);
        assertThat(rate("noise " + limit * 1.01)).isZero();
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
