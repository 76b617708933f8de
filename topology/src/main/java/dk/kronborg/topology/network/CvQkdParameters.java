package dk.kronborg.topology.network;

/**
 * How a continuous-variable QKD system is set up: Gaussian-modulated coherent states, reverse reconciliation.
 *
 * <p>Variances are in shot-noise units (SNU): the vacuum has variance 1. Excess noise is referred to the
 * channel input.
 *
 * @param modulationVarianceSnu    Alice's modulation variance per quadrature, V_A, above 0
 * @param excessNoiseSnu           excess noise of the undisturbed link, not negative
 * @param detection                one quadrature or both
 * @param detectorEfficiency       dimensionless, above 0 and at most 1
 * @param electronicNoiseSnu       electronic noise variance per detected quadrature, not negative
 * @param detectorTrust            whether the detector's loss and noise are kept from the eavesdropper
 * @param reconciliationEfficiency beta, dimensionless, above 0 and at most 1
 * @param frameErrorRate           share of frames the error correction discards, from 0 to below 1
 * @param symbolRateBd             symbols per second, above 0
 * @param blockSymbols             symbols per estimated and amplified block, N
 * @param disclosedSymbols         of these, symbols disclosed for parameter estimation, m, from 1 to N - 1
 * @param deviceShare              share of the model's rate that the device reaches, above 0 and at most 1
 * @throws IllegalArgumentException if a value is outside its range
 */
public record CvQkdParameters(
        double modulationVarianceSnu,
        double excessNoiseSnu,
        Detection detection,
        double detectorEfficiency,
        double electronicNoiseSnu,
        DetectorTrust detectorTrust,
        double reconciliationEfficiency,
        double frameErrorRate,
        double symbolRateBd,
        long blockSymbols,
        long disclosedSymbols,
        double deviceShare) {

    /** Which quadratures the receiver measures. */
    public enum Detection {
        HOMODYNE,
        HETERODYNE
    }

    /** Whether the security proof trusts the receiver's own loss and electronic noise. */
    public enum DetectorTrust {
        TRUSTED,
        UNTRUSTED
    }

    public CvQkdParameters {
        require(modulationVarianceSnu > 0, "modulation variance is above 0 SNU", modulationVarianceSnu);
        require(excessNoiseSnu >= 0, "excess noise of an undisturbed link is not negative", excessNoiseSnu);
        require(
                detectorEfficiency > 0 && detectorEfficiency <= 1,
                "detector efficiency is above 0 and at most 1",
                detectorEfficiency);
        require(electronicNoiseSnu >= 0, "electronic noise is not negative", electronicNoiseSnu);
        require(
                reconciliationEfficiency > 0 && reconciliationEfficiency <= 1,
                "reconciliation efficiency is above 0 and at most 1",
                reconciliationEfficiency);
        require(frameErrorRate >= 0 && frameErrorRate < 1, "frame error rate is from 0 to below 1", frameErrorRate);
        require(symbolRateBd > 0, "symbol rate is above 0 Bd", symbolRateBd);
        require(
                disclosedSymbols >= 1 && disclosedSymbols < blockSymbols,
                "disclosed symbols are 1 to " + (blockSymbols - 1),
                (double) disclosedSymbols);
        require(deviceShare > 0 && deviceShare <= 1, "device share is above 0 and at most 1", deviceShare);
    }

    /** The same system with another excess noise. */
    public CvQkdParameters withExcessNoiseSnu(double noise) {
        return new CvQkdParameters(
                modulationVarianceSnu,
                noise,
                detection,
                detectorEfficiency,
                electronicNoiseSnu,
                detectorTrust,
                reconciliationEfficiency,
                frameErrorRate,
                symbolRateBd,
                blockSymbols,
                disclosedSymbols,
                deviceShare);
    }

    private static void require(boolean holds, String rule, double got) {
        if (!holds || !Double.isFinite(got)) {
            throw new IllegalArgumentException(rule + ", got " + got);
        }
    }
}
