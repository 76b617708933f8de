package dk.kronborg.linkmonitor.keyrate;

import dk.kronborg.topology.network.CvQkdParameters;
import dk.kronborg.topology.network.CvQkdParameters.Detection;

/**
 * What a link gains per symbol if its blocks were endless: GG02 with homodyne detection, the no-switching protocol
 * with heterodyne detection, reverse reconciliation, entangling-cloner attack.
 *
 * @param snr               signal-to-noise ratio of a measured quadrature, linear
 * @param mutualInformation of transmitter and receiver, I_AB, bit per symbol
 * @param holevoBound       of eavesdropper and receiver, chi_BE, bit per symbol
 * @param eigenvalues       from which the bound comes
 * @param bitsPerSymbol     K = beta I_AB - chi_BE; zero or less means that the link makes no key
 * @see <a href="https://doi.org/10.1103/PhysRevA.76.042305">Lodewyck et al., PRA 76, 042305 (2007)</a>
 * @see <a href="https://doi.org/10.1088/0953-4075/42/11/114014">Fossier et al., J. Phys. B 42, 114014 (2009)</a>
 */
public record AsymptoticKeyRate(
        double snr,
        double mutualInformation,
        double holevoBound,
        SymplecticEigenvalues eigenvalues,
        double bitsPerSymbol) {

    public AsymptoticKeyRate {
        if (!Double.isFinite(snr + mutualInformation + holevoBound + bitsPerSymbol)) {
            throw new IllegalArgumentException("the key rate cannot be computed: SNR " + snr + ", I_AB "
                    + mutualInformation + ", chi_BE " + holevoBound + ", K " + bitsPerSymbol);
        }
    }

    /** The gain of a system over a channel; the excess noise of {@code setup} is not used, the channel has its own. */
    public static AsymptoticKeyRate of(CvQkdParameters setup, QuantumChannel channel) {
        double snr = snr(setup, channel);
        double bothQuadratures = setup.detection() == Detection.HETERODYNE ? 1 : 0.5;
        double mutualInformation = bothQuadratures * Math.log1p(snr) / Math.log(2);
        SymplecticEigenvalues eigenvalues = EntanglingCloner.of(setup, channel).eigenvalues();
        double holevoBound = eigenvalues.holevoBound();
        return new AsymptoticKeyRate(
                snr,
                mutualInformation,
                holevoBound,
                eigenvalues,
                setup.reconciliationEfficiency() * mutualInformation - holevoBound);
    }

    /**
     * The rate in bit/s of the system that this was computed for.
     *
     * @param usedShare share of the symbols that end up in keys: 1 in most published figures, n/N if the symbols
     *                  disclosed for parameter estimation are thrown away
     */
    public SecretKeyRate rate(CvQkdParameters setup, double usedShare) {
        return SecretKeyRate.of(setup, bitsPerSymbol).share(usedShare);
    }

    private static double snr(CvQkdParameters setup, QuantumChannel channel) {
        double detected = ParameterEstimation.detectedShare(setup)
                * channel.transmittance().value();
        return detected
                * setup.modulationVarianceSnu()
                / (1 + setup.electronicNoiseSnu() + detected * channel.excessNoiseSnu());
    }
}
