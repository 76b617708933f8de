package dk.kronborg.linkmonitor.keyrate;

/**
 * How likely each part of a finite-size security proof is to fail.
 *
 * @param parameterEstimation  the channel is worse than its worst-case estimate
 * @param smoothing            of the smooth min-entropy
 * @param privacyAmplification the hashed key is not uniform
 * @param errorCorrection      the two ends' keys differ unnoticed
 * @throws IllegalArgumentException if a probability is not above 0 and below 1
 */
public record FailureProbabilities(
        double parameterEstimation, double smoothing, double privacyAmplification, double errorCorrection) {

    /** One in ten thousand million for each part. */
    public static final FailureProbabilities DEFAULT = new FailureProbabilities(1e-10, 1e-10, 1e-10, 1e-10);

    public FailureProbabilities {
        check("parameter estimation", parameterEstimation);
        check("smoothing", smoothing);
        check("privacy amplification", privacyAmplification);
        check("error correction", errorCorrection);
    }

    private static void check(String part, double probability) {
        if (!(probability > 0 && probability < 1)) {
            throw new IllegalArgumentException(
                    "the failure probability of " + part + " is above 0 and below 1, got " + probability);
        }
    }

    /** The epsilon of the key as a whole: the sum of the parts. */
    public double total() {
        return parameterEstimation + smoothing + privacyAmplification + errorCorrection;
    }
}
