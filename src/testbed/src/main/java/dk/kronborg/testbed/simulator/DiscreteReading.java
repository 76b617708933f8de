package dk.kronborg.testbed.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.linkmonitor.keyrate.SecretKeyRate;
import dk.kronborg.topology.network.DvQkdParameters;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What the devices of a discrete-variable link have counted: the truth and the scatter of so many counts.
 *
 * @param system              the system that measures
 * @param light               what it would see in the long run
 * @param transmittance       estimate from the counts, dimensionless
 * @param qber                estimate, share of wrong sifted bits, from 0 to 1
 * @param visibility          estimate, from 0 to 1; nothing where it is not measured
 * @param siftedPerS          sifted bits per second
 * @param detectorTemperature degC
 */
record DiscreteReading(
        DiscreteSystem system,
        DiscreteSystem.Light light,
        double transmittance,
        double qber,
        Optional<Double> visibility,
        double siftedPerS,
        double detectorTemperature)
        implements Reading {

    private static final double MOST_TRANSMITTANCE = 1.05;
    private static final double LEAST_TRANSMITTANCE = 1e-9;

    /** Of the detections, those that a coherent one-way receiver sends to its interferometer. */
    private static final double MONITORED_SHARE = 0.1;

    private static final double DETECTOR_TEMPERATURE = -50;

    /** Counts for that share of a block of sifted bits, above 0 and at most 1. */
    static DiscreteReading take(
            DiscreteSystem system, DiscreteSystem.Light light, double blockShare, RandomGenerator random) {
        DvQkdParameters setup = system.setup();
        double sifted = Math.max(1, setup.blockBits() * blockShare);
        double detected = sifted / setup.siftedShare();
        double transmittance = light.transmittance() * (1 + random.nextGaussian() / Math.sqrt(detected));
        double qber = light.qber() + Math.sqrt(light.qber() * (1 - light.qber()) / sifted) * random.nextGaussian();
        double contrastScatter = random.nextGaussian();
        Optional<Double> visibility = light.visibility()
                .map(v -> Math.clamp(
                        v + Math.sqrt((1 - v * v) / Math.max(1, MONITORED_SHARE * detected)) * contrastScatter, 0, 1));
        return new DiscreteReading(
                system,
                light,
                Math.clamp(transmittance, LEAST_TRANSMITTANCE, MOST_TRANSMITTANCE),
                Math.clamp(qber, 0, 1),
                visibility,
                light.rawPerS() * setup.siftedShare(),
                DETECTOR_TEMPERATURE + 0.05 * random.nextGaussian());
    }

    @Override
    public SecretKeyRate keyRate() {
        return system.keyRate(siftedPerS, qber, visibility);
    }

    @Override
    public DiscreteReading dimmedBy(double decibel) {
        double share = Math.pow(10, -decibel / 10);
        return new DiscreteReading(
                system, light, transmittance * share, qber, visibility, siftedPerS, detectorTemperature);
    }

    @Override
    public void put(ObjectNode metrics, End end) {
        metrics.put("qber", qber)
                .put("transmittance", transmittance)
                .put("channel_loss_db", lossDb())
                .put("raw_rate_bps", light.rawPerS())
                .put("sifted_rate_bps", siftedPerS);
        visibility.ifPresent(value -> metrics.put("visibility", value));
        if (system.detects(end)) {
            // The loss is told from the counts, so they scatter together.
            double seen = transmittance / light.transmittance();
            metrics.put(
                            "counts_per_s",
                            end == End.TX ? light.transmitterCountsPerS() : light.receiverCountsPerS() * seen)
                    .put("dark_counts_per_s", system.setup().darkCountsPerS())
                    .put("detector_temp_c", detectorTemperature);
        }
    }
}
