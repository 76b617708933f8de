package dk.kronborg.testbed.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.linkmonitor.keyrate.FailureProbabilities;
import dk.kronborg.linkmonitor.keyrate.SecretKeyRate;
import dk.kronborg.topology.network.DvQkdParameters;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Technology;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Discrete-variable QKD: single-photon detectors, judged by the share of wrong bits (QBER) and, coherent one-way, by the
 * visibility.
 *
 * <p>The rate is the asymptotic one of single photons, {@code r = 1 - f_EC h2(Q) - h2(e_phase)} of the sifted bits, where
 * the phase errors are as many as the bit errors, or {@code (1 - V) / 2} for coherent one-way. What decoy states cost
 * beyond that is in the device's share.
 */
final class DiscreteSystem implements QuantumSystem {

    /** Half of the wrong guesses of a basis, half of them wrong in turn. */
    private static final double ERRORS_OF_INTERCEPTION = 0.25;

    private final Link link;
    private final DvQkdParameters setup;

    DiscreteSystem(Link link, DvQkdParameters setup) {
        this.link = link;
        this.setup = setup;
    }

    /**
     * What the detectors see in the long run.
     *
     * @param transmittance        of the channel, dimensionless
     * @param transmitterCountsPerS detections per second at the transmitter, 0 unless it has detectors
     * @param receiverCountsPerS    detections per second at the receiver
     * @param rawPerS               detections, of pairs coincidences, per second that enter sifting
     * @param qber                  share of wrong sifted bits
     * @param visibility            of interference; nothing where it is not measured
     */
    record Light(
            double transmittance,
            double transmitterCountsPerS,
            double receiverCountsPerS,
            double rawPerS,
            double qber,
            Optional<Double> visibility) {}

    /** What a channel so disturbed lets the detectors see. */
    Light light(Disturbance disturbance) {
        double transmittance = Math.pow(10, -Math.max(0, link.commissionedLossDb() + disturbance.extraLossDb()) / 10);
        double seen = transmittance * setup.detectorEfficiency();
        double pulses = setup.pulseRateHz();
        double mean = setup.meanPhotonNumber();
        double dark = setup.darkCountsPerS();
        double atTransmitter = 0;
        double atReceiver = pulses * -Math.expm1(-mean * seen) + dark;
        double signal = atReceiver - dark;
        double chance = dark;
        if (link.technology() == Technology.DV_QKD_EB) {
            atTransmitter = pulses * -Math.expm1(-mean * setup.detectorEfficiency()) + dark;
            signal = pulses * mean * setup.detectorEfficiency() * seen;
            chance = dark * (atTransmitter + atReceiver) / pulses;
        }
        double raw = signal + chance;
        double background = chance / raw;
        double errors = setup.intrinsicErrorRate() * (1 - background) + 0.5 * background + disturbance.noise();
        // A chance detection falls on either side, so it halves what contrast it replaces.
        Optional<Double> visibility = setup.visibility()
                .map(value -> value
                        * Math.max(0, 1 - background - 2 * disturbance.noise())
                        * (1 - disturbance.intercepted()));
        if (visibility.isEmpty()) {
            errors += ERRORS_OF_INTERCEPTION * disturbance.intercepted();
        }
        return new Light(transmittance, atTransmitter, atReceiver, raw, Math.min(0.5, errors), visibility);
    }

    /** Secret bits per sifted bit, from 0 to 1. */
    static double secretFraction(double correctionInefficiency, double qber, double phaseErrors) {
        return Math.max(0, 1 - correctionInefficiency * entropy(qber) - entropy(phaseErrors));
    }

    /** Of a coin that falls on one side with that probability, in bits. */
    static double entropy(double probability) {
        return probability <= 0 || probability >= 1
                ? 0
                : -(probability * Math.log(probability) + (1 - probability) * Math.log1p(-probability)) / Math.log(2);
    }

    /** The rate at which the devices make key if they find such errors. */
    SecretKeyRate keyRate(double siftedPerS, double qber, Optional<Double> visibility) {
        if (qber >= setup.qberLimit()) {
            return SecretKeyRate.ZERO;
        }
        double phaseErrors = visibility.map(value -> (1 - value) / 2).orElse(qber);
        double fraction = secretFraction(setup.errorCorrectionInefficiency(), qber, phaseErrors);
        return new SecretKeyRate(siftedPerS * fraction).share(setup.deviceShare());
    }

    @Override
    public KeyClaim claim() {
        return new KeyClaim(
                "asymptotic",
                FailureProbabilities.DEFAULT.total(),
                setup.detectorTrust().name().toLowerCase(Locale.ROOT));
    }

    @Override
    public SecretKeyRate keyRate(Disturbance disturbance) {
        Light light = light(disturbance);
        return keyRate(light.rawPerS() * setup.siftedShare(), light.qber(), light.visibility());
    }

    @Override
    public Duration blockTime(Disturbance disturbance) {
        return QuantumSystem.time(setup.blockBits() / (light(disturbance).rawPerS() * setup.siftedShare()));
    }

    @Override
    public Reading measure(Disturbance disturbance, double blockShare, RandomGenerator random) {
        return DiscreteReading.take(this, light(disturbance), blockShare, random);
    }

    @Override
    public void putSetPoints(ObjectNode metrics, End end) {
        metrics.put("epsilon_total", claim().epsilonTotal()).put("block_symbols", setup.blockBits());
        if (end == End.TX) {
            metrics.put("mean_photon_number", setup.meanPhotonNumber());
        }
    }

    @Override
    public Optional<Duration> calibrationInterval() {
        return Optional.empty();
    }

    DvQkdParameters setup() {
        return setup;
    }

    /** Whether that device has detectors: the receiver, and both ends of entangled pairs. */
    boolean detects(End end) {
        return end == End.RX || link.technology() == Technology.DV_QKD_EB;
    }
}
