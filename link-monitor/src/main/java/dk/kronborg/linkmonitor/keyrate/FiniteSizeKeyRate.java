package dk.kronborg.linkmonitor.keyrate;

import dk.kronborg.topology.network.CvQkdParameters;

/**
 * What a link gains per symbol from blocks of the size it really uses, against collective attacks. Not composable:
 * composable proofs have larger corrections.
 *
 * @param asymptotic       the gain of endless blocks
 * @param estimation       how well a block knows its channel
 * @param worstHolevoBound chi_BE of the worst case that the block allows, bit per symbol
 * @param correction       Delta(n), the price of hashing a finite block, bit per symbol
 * @param bitsPerSymbol    k per symbol sent: symbols disclosed for parameter estimation are already taken off. Zero or
 *                         less means that the link makes no key
 * @see <a href="https://doi.org/10.1103/PhysRevA.81.062343">Leverrier, Grosshans, Grangier, PRA 81, 062343 (2010)</a>
 */
public record FiniteSizeKeyRate(
        AsymptoticKeyRate asymptotic,
        ParameterEstimation estimation,
        double worstHolevoBound,
        double correction,
        double bitsPerSymbol) {

    public FiniteSizeKeyRate {
        if (!Double.isFinite(worstHolevoBound + correction + bitsPerSymbol)) {
            throw new IllegalArgumentException("the key rate cannot be computed: worst chi_BE " + worstHolevoBound
                    + ", Delta " + correction + ", k " + bitsPerSymbol);
        }
    }

    /** The gain of a system over a channel; the excess noise of {@code setup} is not used, the channel has its own. */
    public static FiniteSizeKeyRate of(
            CvQkdParameters setup, QuantumChannel channel, FailureProbabilities probabilities) {
        AsymptoticKeyRate asymptotic = AsymptoticKeyRate.of(setup, channel);
        ParameterEstimation estimation =
                ParameterEstimation.of(setup, channel, setup.disclosedSymbols(), probabilities.parameterEstimation());
        double worstHolevoBound =
                AsymptoticKeyRate.of(setup, estimation.worstCase()).holevoBound();
        double kept = (double) setup.blockSymbols() - setup.disclosedSymbols();
        double correction = 7 * Math.sqrt(log2(2 / probabilities.smoothing()) / kept)
                + 2 / kept * log2(1 / probabilities.privacyAmplification());
        double gain = setup.reconciliationEfficiency() * asymptotic.mutualInformation() - worstHolevoBound - correction;
        return new FiniteSizeKeyRate(
                asymptotic, estimation, worstHolevoBound, correction, kept / setup.blockSymbols() * gain);
    }

    /** The rate in bit/s of the system that this was computed for. */
    public SecretKeyRate rate(CvQkdParameters setup) {
        return SecretKeyRate.of(setup, bitsPerSymbol);
    }

    private static double log2(double x) {
        return Math.log(x) / Math.log(2);
    }
}
