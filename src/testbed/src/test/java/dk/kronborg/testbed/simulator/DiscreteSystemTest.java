package dk.kronborg.testbed.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dk.kronborg.testbed.network.ReferenceNetwork;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiscreteSystemTest {

    private static final Network NETWORK = ReferenceNetwork.TECHNOLOGIES.plan();

    private static DiscreteSystem system(String name) {
        Link link = NETWORK.link(new LinkId(name)).orElseThrow();
        return new DiscreteSystem(link, link.dvQkd().orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"0.01, 0.8255", "0.02, 0.6945", "0.03, 0.5801", "0.05, 0.3814", "0.06, 0.2927", "0.08, 0.1313"})
    void theSecretFractionIsTheKnownOne(double qber, double fraction) {
        assertThat(DiscreteSystem.secretFraction(1.16, qber, qber)).isCloseTo(fraction, within(5e-5));
    }

    @ParameterizedTest
    @CsvSource({"1, 0.110028", "1.1, 0.10228", "1.16, 0.09811", "1.2, 0.09549", "1.4, 0.08416"})
    void theKeyEndsAtTheKnownErrorRate(double inefficiency, double qber) {
        assertThat(DiscreteSystem.secretFraction(inefficiency, qber * 0.999, qber * 0.999))
                .isPositive();
        assertThat(DiscreteSystem.secretFraction(inefficiency, qber * 1.001, qber * 1.001))
                .isZero();
    }

    @Test
    void badVisibilityEndsTheKeyOfACoherentOneWayLink() {
        assertThat(DiscreteSystem.secretFraction(1.16, 0.01, (1 - 0.99) / 2)).isPositive();
        assertThat(DiscreteSystem.secretFraction(1.16, 0.01, (1 - 0.2) / 2)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"B-C", "D-E", "E-A"})
    void anInterceptedShareAddsAQuarterOfItToTheErrors(String link) {
        double before = system(link).light(Disturbance.NONE).qber();
        for (double share : new double[] {0.01, 0.1, 0.4, 1}) {
            DiscreteSystem.Light light = system(link).light(new Disturbance(0, 0, share));
            assertThat(light.qber() - before).isCloseTo(0.25 * share, within(1e-12));
            assertThat(light.transmittance())
                    .isEqualTo(system(link).light(Disturbance.NONE).transmittance());
        }
    }

    @Test
    void aCoherentOneWayLinkLosesVisibilityInstead() {
        DiscreteSystem.Light before = system("C-D").light(Disturbance.NONE);
        DiscreteSystem.Light light = system("C-D").light(new Disturbance(0, 0, 0.1));

        assertThat(light.qber()).isEqualTo(before.qber());
        assertThat(light.visibility().orElseThrow() / before.visibility().orElseThrow())
                .isCloseTo(0.9, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(strings = {"B-C", "C-D", "D-E", "E-A"})
    void lossCostsDetectionsAndLetsDarkCountsWeighMore(String link) {
        DiscreteSystem.Light before = system(link).light(Disturbance.NONE);
        DiscreteSystem.Light dimmed = system(link).light(new Disturbance(20, 0, 0));

        assertThat(dimmed.rawPerS() / before.rawPerS()).isBetween(0.009, 0.03);
        assertThat(dimmed.qber()).isGreaterThan(before.qber());
        assertThat(system(link).blockTime(new Disturbance(20, 0, 0)))
                .isGreaterThan(system(link).blockTime(Disturbance.NONE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"B-C", "C-D", "D-E", "E-A"})
    void theDeviceStopsAtItsLimit(String link) {
        double limit = system(link).setup().qberLimit();
        double intrinsic = system(link).light(Disturbance.NONE).qber();

        assertThat(system(link)
                        .keyRate(new Disturbance(0, limit - intrinsic + 1e-6, 0))
                        .bitsPerSecond())
                .isZero();
        assertThat(system(link).keyRate(Disturbance.NONE).bitsPerSecond()).isPositive();
    }

    @Test
    void readingsScatterAsSoManyBitsDo() {
        SplittableRandom random = new SplittableRandom(20260702);
        DiscreteSystem system = system("B-C");
        double truth = system.light(Disturbance.NONE).qber();
        double[] qber = IntStream.range(0, 20_000)
                .mapToDouble(i -> ((DiscreteReading) system.measure(Disturbance.NONE, 0.01, random)).qber())
                .toArray();
        double sigma = Math.sqrt(truth * (1 - truth) / (0.01 * system.setup().blockBits()));

        double mean = DoubleStream.of(qber).average().orElseThrow();
        double deviation = Math.sqrt(DoubleStream.of(qber)
                .map(q -> (q - mean) * (q - mean))
                .average()
                .orElseThrow());
        assertThat(mean).isCloseTo(truth, within(5 * sigma / Math.sqrt(qber.length)));
        assertThat(deviation / sigma).isCloseTo(1, within(0.03));
    }

    @Test
    void injectedLightIsCounted() {
        DiscreteSystem.Light before = system("B-C").light(Disturbance.NONE);
        DiscreteSystem.Light brighter = system("B-C").light(new Disturbance(-3, 0, 0));

        assertThat(brighter.receiverCountsPerS() / before.receiverCountsPerS()).isBetween(1.9, 2.0);
    }
}
