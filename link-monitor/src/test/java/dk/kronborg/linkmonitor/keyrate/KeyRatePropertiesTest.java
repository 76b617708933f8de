package dk.kronborg.linkmonitor.keyrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dk.kronborg.topology.network.CvQkdParameters;
import dk.kronborg.topology.network.CvQkdParameters.Detection;
import dk.kronborg.topology.network.CvQkdParameters.DetectorTrust;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;

/** What must hold for every system and channel, not only for the published ones. jqwik prints the seed of a failure. */
class KeyRatePropertiesTest {

    private static final long BLOCK = 1_000_000_000;

    /** A system with a detector that is trusted, in the range that real systems work in. */
    record SystemUnderTest(
            double modulation, double efficiency, double electronicNoise, double reconciliation, Detection detection) {

        CvQkdParameters trusted() {
            return with(DetectorTrust.TRUSTED, BLOCK);
        }

        CvQkdParameters untrusted() {
            return with(DetectorTrust.UNTRUSTED, BLOCK);
        }

        CvQkdParameters with(DetectorTrust trust, long block) {
            return Systems.of(modulation, efficiency, electronicNoise, reconciliation, detection, trust, block);
        }
    }

    @Provide
    Arbitrary<SystemUnderTest> systems() {
        return Combinators.combine(
                        Arbitraries.doubles().between(0.5, 20).ofScale(6),
                        Arbitraries.doubles().between(0.4, 0.9).ofScale(6),
                        Arbitraries.doubles().between(0.01, 0.15).ofScale(6),
                        Arbitraries.doubles().between(0.9, 0.98).ofScale(6),
                        Arbitraries.of(Detection.class))
                .as(SystemUnderTest::new);
    }

    private static double gain(CvQkdParameters setup, double lossDb, double noise) {
        return AsymptoticKeyRate.of(setup, Systems.channel(lossDb, noise)).bitsPerSymbol();
    }

    /** A gain below zero is no key, however far below. */
    private static double key(CvQkdParameters setup, double lossDb, double noise) {
        return Math.max(0, gain(setup, lossDb, noise));
    }

    @Property
    void keyFallsWithLoss(
            @ForAll("systems") SystemUnderTest system,
            @ForAll @Scale(6) @DoubleRange(min = 0.1, max = 25) double lossDb,
            @ForAll @Scale(6) @DoubleRange(min = 0.01, max = 5) double more,
            @ForAll @Scale(6) @DoubleRange(min = 0, max = 0.05) double noise) {
        assertThat(key(system.trusted(), lossDb + more, noise))
                .isLessThanOrEqualTo(key(system.trusted(), lossDb, noise) + 1e-12);
    }

    @Property
    void keyFallsWithExcessNoise(
            @ForAll("systems") SystemUnderTest system,
            @ForAll @Scale(6) @DoubleRange(min = 0, max = 25) double lossDb,
            @ForAll @Scale(6) @DoubleRange(min = 0, max = 0.2) double noise,
            @ForAll @Scale(6) @DoubleRange(min = 0.0001, max = 0.2) double more) {
        assertThat(key(system.trusted(), lossDb, noise + more))
                .isLessThanOrEqualTo(key(system.trusted(), lossDb, noise) + 1e-12);
    }

    @Property
    void keyFallsWithElectronicNoise(
            @ForAll("systems") SystemUnderTest system,
            @ForAll @Scale(6) @DoubleRange(min = 0.5, max = 25) double lossDb,
            @ForAll @Scale(6) @DoubleRange(min = 0.0001, max = 0.2) double more,
            @ForAll @Scale(6) @DoubleRange(min = 0, max = 0.02) double noise) {
        CvQkdParameters worse = new SystemUnderTest(
                        system.modulation(),
                        system.efficiency(),
                        system.electronicNoise() + more,
                        system.reconciliation(),
                        system.detection())
                .trusted();

        assertThat(key(worse, lossDb, noise)).isLessThanOrEqualTo(key(system.trusted(), lossDb, noise) + 1e-12);
    }

    @Property
    void keyFallsWithReconciliationEfficiency(
            @ForAll("systems") SystemUnderTest system,
            @ForAll @Scale(6) @DoubleRange(min = 0, max = 25) double lossDb,
            @ForAll @Scale(6) @DoubleRange(min = 0.5, max = 0.99) double share) {
        CvQkdParameters worse = new SystemUnderTest(
                        system.modulation(),
                        system.efficiency(),
                        system.electronicNoise(),
                        system.reconciliation() * share,
                        system.detection())
                .trusted();

        assertThat(gain(worse, lossDb, 0.01)).isLessThan(gain(system.trusted(), lossDb, 0.01));
    }

    @Property
    void trustInTheDetectorChangesWhatTheEavesdropperKnowsAndNothingElse(
            @ForAll("systems") SystemUnderTest system,
            @ForAll @Scale(6) @DoubleRange(min = 0.1, max = 25) double lossDb,
            @ForAll @Scale(6) @DoubleRange(min = 0, max = 0.05) double noise) {
        AsymptoticKeyRate trusted = AsymptoticKeyRate.of(system.trusted(), Systems.channel(lossDb, noise));
        AsymptoticKeyRate untrusted = AsymptoticKeyRate.of(system.untrusted(), Systems.channel(lossDb, noise));

        assertThat(untrusted.mutualInformation()).isEqualTo(trusted.mutualInformation());
        assertThat(untrusted.bitsPerSymbol()).isLessThanOrEqualTo(trusted.bitsPerSymbol() + 1e-12);
    }

    @Property
    void aFiniteBlockGainsLessThanAnEndlessOne(
            @ForAll("systems") SystemUnderTest system,
            @ForAll @Scale(6) @DoubleRange(min = 0.1, max = 15) double lossDb,
            @ForAll @Scale(6) @DoubleRange(min = 0, max = 0.05) double noise) {
        QuantumChannel channel = Systems.channel(lossDb, noise);
        FiniteSizeKeyRate finite = FiniteSizeKeyRate.of(system.trusted(), channel, FailureProbabilities.DEFAULT);
        FiniteSizeKeyRate nearlyEndless = FiniteSizeKeyRate.of(
                system.with(DetectorTrust.TRUSTED, BLOCK * BLOCK), channel, FailureProbabilities.DEFAULT);
        double limit = finite.asymptotic().bitsPerSymbol() / 2;

        assertThat(finite.bitsPerSymbol()).isLessThanOrEqualTo(limit);
        assertThat(nearlyEndless.bitsPerSymbol()).isCloseTo(limit, within(1e-5)).isLessThanOrEqualTo(limit);
    }

    @Property
    void theGainIsZeroAtTheNullKeyNoise(
            @ForAll("systems") SystemUnderTest system,
            @ForAll @Scale(6) @DoubleRange(min = 0, max = 20) double lossDb) {
        Optional<NullKeyNoise> found = NullKeyNoise.asymptotic(system.trusted(), new LossDb(lossDb).transmittance());

        if (found.isEmpty()) {
            assertThat(gain(system.trusted(), lossDb, 0)).isLessThanOrEqualTo(0);
        } else {
            assertThat(gain(system.trusted(), lossDb, found.get().snu())).isCloseTo(0, within(1e-12));
        }
    }

    @Property
    void finiteBlocksTolerateLessNoise(
            @ForAll("systems") SystemUnderTest system,
            @ForAll @Scale(6) @DoubleRange(min = 0, max = 20) double lossDb) {
        ChannelTransmittance transmittance = new LossDb(lossDb).transmittance();
        double endless = NullKeyNoise.asymptotic(system.trusted(), transmittance)
                .map(NullKeyNoise::snu)
                .orElse(0.0);
        double finite = NullKeyNoise.finiteSize(system.trusted(), transmittance, FailureProbabilities.DEFAULT)
                .map(NullKeyNoise::snu)
                .orElse(0.0);

        assertThat(finite).isLessThanOrEqualTo(endless);
    }

    @Property
    void whateverTheMeasurementTheResultIsANumber(
            @ForAll("systems") SystemUnderTest system,
            @ForAll @Scale(6) @DoubleRange(min = 0, max = 90) double lossDb,
            @ForAll @Scale(6) @DoubleRange(min = -0.99, max = 20) double noise) {
        QuantumChannel channel = Systems.channel(lossDb, noise);

        for (CvQkdParameters setup : new CvQkdParameters[] {system.trusted(), system.untrusted()}) {
            FiniteSizeKeyRate rate = FiniteSizeKeyRate.of(setup, channel, FailureProbabilities.DEFAULT);
            assertThat(rate.bitsPerSymbol()).isFinite();
            assertThat(rate.rate(setup).bitsPerSecond()).isFinite().isNotNegative();
        }
    }
}
