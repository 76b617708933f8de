package dk.kronborg.linkmonitor.keyrate;

import dk.kronborg.topology.network.CvQkdParameters;
import dk.kronborg.topology.network.CvQkdParameters.Detection;
import org.apache.commons.numbers.gamma.InverseErfc;

/**
 * How well a channel is known from the symbols that the two ends disclose to each other: the errors of the least
 * squares estimate {@code y = t x + z}.
 *
 * @param transmittanceSigma one standard deviation of the estimated transmittance, dimensionless
 * @param excessNoiseSigma   one standard deviation of the estimated excess noise, SNU. Often larger than the noise
 *                           itself, so a single reading may be negative
 * @param worstCase          the least transmittance and the most noise that the data allow, but for the failure
 *                           probability of parameter estimation
 * @see <a href="https://doi.org/10.1103/PhysRevA.81.062343">Leverrier, Grosshans, Grangier, PRA 81, 062343 (2010)</a>
 */
public record ParameterEstimation(double transmittanceSigma, double excessNoiseSigma, QuantumChannel worstCase) {

    /** Below this the channel is unknown for all purposes; it keeps the worst case computable. */
    private static final double LEAST_AMPLITUDE = 1e-9;

    public ParameterEstimation {
        if (!(transmittanceSigma > 0
                && excessNoiseSigma > 0
                && Double.isFinite(transmittanceSigma + excessNoiseSigma))) {
            throw new IllegalArgumentException("standard errors are finite and above 0, got " + transmittanceSigma
                    + " and " + excessNoiseSigma + " SNU");
        }
    }

    /**
     * Estimation of that channel from that many disclosed symbols.
     *
     * @param symbols at least 1; need not be the system's own number
     * @param failure probability that the channel is worse than the worst case, above 0 and below 1
     */
    public static ParameterEstimation of(CvQkdParameters setup, QuantumChannel channel, long symbols, double failure) {
        if (symbols < 1 || !(failure > 0 && failure < 1)) {
            throw new IllegalArgumentException("an estimate takes at least 1 symbol and fails with a probability above"
                    + " 0 and below 1, got " + symbols + " and " + failure);
        }
        // Both quadratures give a sample each.
        double samples = setup.detection() == Detection.HETERODYNE ? 2.0 * symbols : symbols;
        double share = detectedShare(setup);
        double t = channel.transmittance().value();
        double amplitude = Math.sqrt(share * t);
        double background = 1 + setup.electronicNoiseSnu();
        double variance = background + share * t * channel.excessNoiseSnu();
        double amplitudeSigma = Math.sqrt(variance / (samples * setup.modulationVarianceSnu()));
        double varianceSigma = variance * Math.sqrt(2 / samples);
        double z = Math.sqrt(2) * InverseErfc.value(failure);

        double least = Math.max(LEAST_AMPLITUDE, amplitude - z * amplitudeSigma);
        double leastDetected = least * least;
        double most = (variance + z * varianceSigma - background) / leastDetected;
        return new ParameterEstimation(
                2 * t * amplitudeSigma / amplitude,
                varianceSigma / (share * t),
                new QuantumChannel(new ChannelTransmittance(leastDetected / share), most));
    }

    /** Share of the arriving light that a quadrature's detector sees: heterodyne detection splits it in two. */
    static double detectedShare(CvQkdParameters setup) {
        return setup.detection() == Detection.HETERODYNE ? setup.detectorEfficiency() / 2 : setup.detectorEfficiency();
    }
}
