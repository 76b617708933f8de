package dk.kronborg.testbed.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dk.kronborg.linkmonitor.keyrate.LossDb;
import dk.kronborg.linkmonitor.keyrate.ParameterEstimation;
import dk.kronborg.linkmonitor.keyrate.QuantumChannel;
import dk.kronborg.topology.network.CvQkdParameters;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ContinuousReadingTest {

    private static final long SEED = 20260702;
    private static final int READINGS = 20_000;

    private static final CvQkdParameters SETUP =
            Links.of(50, 10, 1_000_000_000L, 0.1).cvQkd().orElseThrow();
    private static final QuantumChannel CHANNEL = new QuantumChannel(new LossDb(10).transmittance(), 0.01);

    private static Stream<ContinuousReading> readings(long symbols) {
        SplittableRandom random = new SplittableRandom(SEED);
        return Stream.generate(() -> ContinuousReading.take(SETUP, CHANNEL, symbols, random))
                .limit(READINGS);
    }

    @Test
    void scattersByTheErrorsOfParameterEstimation() {
        ParameterEstimation errors = ParameterEstimation.of(SETUP, CHANNEL, 1_000_000, 1e-10);

        assertThat(deviation(readings(1_000_000).mapToDouble(ContinuousReading::excessNoiseSnu))
                        / errors.excessNoiseSigma())
                .isCloseTo(1, within(0.03));
        assertThat(deviation(readings(1_000_000).mapToDouble(ContinuousReading::transmittance))
                        / errors.transmittanceSigma())
                .isCloseTo(1, within(0.03));
        assertThat(readings(1_000_000)
                        .mapToDouble(ContinuousReading::excessNoiseSnu)
                        .average()
                        .orElseThrow())
                .isCloseTo(0.01, within(5 * errors.excessNoiseSigma() / Math.sqrt(READINGS)));
    }

    @Test
    void aReadingOfFewSymbolsAtLongDistanceIsOftenNegative() {
        long negative = readings(1_000_000).filter(r -> r.excessNoiseSnu() < 0).count();

        // 0.01 SNU is 0.28 standard deviations of 0.035: a share of 0.39 lies below zero.
        assertThat((double) negative / READINGS).isCloseTo(0.39, within(0.02));
    }

    @Test
    void moreSymbolsKnowMore() {
        assertThat(deviation(readings(1_000_000).mapToDouble(ContinuousReading::excessNoiseSnu))
                        / deviation(readings(100_000_000).mapToDouble(ContinuousReading::excessNoiseSnu)))
                .isCloseTo(10, within(0.3));
    }

    @Test
    void neverLeavesWhatTelemetryMayCarry() {
        QuantumChannel lossless = new QuantumChannel(new LossDb(0).transmittance(), 0);
        SplittableRandom random = new SplittableRandom(SEED);

        assertThat(Stream.generate(() -> ContinuousReading.take(SETUP, lossless, 1, random))
                        .limit(READINGS))
                .allSatisfy(reading -> {
                    assertThat(reading.transmittance()).isGreaterThan(0).isLessThanOrEqualTo(1.05);
                    assertThat(reading.snr()).isFinite().isNotNegative();
                    assertThat(reading.keyRate().bitsPerSecond()).isFinite();
                });
    }

    private static double deviation(DoubleStream values) {
        double[] all = values.toArray();
        double mean = DoubleStream.of(all).average().orElseThrow();
        return Math.sqrt(DoubleStream.of(all)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow());
    }
}
