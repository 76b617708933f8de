package dk.kronborg.linkmonitor.keyrate;

import dk.kronborg.topology.network.CvQkdParameters;
import dk.kronborg.topology.network.CvQkdParameters.Detection;
import dk.kronborg.topology.network.CvQkdParameters.DetectorTrust;

/**
 * The collective Gaussian attack that the rates are proved against, as the covariances of the equivalent
 * entanglement-based protocol; noises are referred to the channel input.
 *
 * @param variance      V = V_A + 1, SNU
 * @param transmittance T of what the eavesdropper holds
 * @param lineNoise     chi_line = 1/T - 1 + xi, SNU
 * @param detectorNoise chi_det of the trusted receiver, referred to its own input, SNU
 * @see <a href="https://doi.org/10.1088/0953-4075/42/11/114014">Fossier et al., J. Phys. B 42, 114014 (2009)</a>
 */
record EntanglingCloner(
        Detection detection, double variance, double transmittance, double lineNoise, double detectorNoise) {

    /** The attack on such a system over that channel; an estimated noise below zero gives the attacker none. */
    static EntanglingCloner of(CvQkdParameters setup, QuantumChannel channel) {
        double t = channel.transmittance().value();
        double noise = Math.max(0, channel.excessNoiseSnu());
        double efficiency = setup.detectorEfficiency();
        double electronic = setup.electronicNoiseSnu();
        if (setup.detectorTrust() == DetectorTrust.UNTRUSTED) {
            // The eavesdropper has the detector's loss and noise too: they become part of the channel.
            t = t * efficiency;
            noise = noise + (setup.detection() == Detection.HETERODYNE ? 2 : 1) * electronic / t;
            efficiency = 1;
            electronic = 0;
        }
        double detectorNoise = switch (setup.detection()) {
            case HOMODYNE -> (1 - efficiency + electronic) / efficiency;
            case HETERODYNE -> (2 - efficiency + 2 * electronic) / efficiency;
        };
        return new EntanglingCloner(
                setup.detection(), setup.modulationVarianceSnu() + 1, t, 1 / t - 1 + noise, detectorNoise);
    }

    /** What is left of the attacker's state before and after the receiver has measured. */
    SymplecticEigenvalues eigenvalues() {
        double arrived = transmittance * (variance + lineNoise);
        double measured = arrived + detectorNoise;
        double rootB = transmittance * (variance * lineNoise + 1);
        double a = square(variance) * (1 - 2 * transmittance) + 2 * transmittance + square(arrived);
        double b = square(rootB);
        double residue = (variance + rootB * detectorNoise) / measured;
        return switch (detection) {
            case HOMODYNE ->
                SymplecticEigenvalues.ofCoefficients(
                        a, b, (variance * rootB + arrived + a * detectorNoise) / measured, rootB * residue);
            case HETERODYNE -> {
                double c = a * square(detectorNoise)
                        + b
                        + 1
                        + 2 * detectorNoise * (variance * rootB + arrived)
                        + 2 * transmittance * (square(variance) - 1);
                yield SymplecticEigenvalues.ofCoefficients(a, b, c / square(measured), square(residue));
            }
        };
    }

    private static double square(double x) {
        return x * x;
    }
}
