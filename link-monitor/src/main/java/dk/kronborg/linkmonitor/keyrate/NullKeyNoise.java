package dk.kronborg.linkmonitor.keyrate;

import dk.kronborg.topology.network.CvQkdParameters;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * The excess noise at which a link's key rate falls to zero. It depends on loss, so every link has its own: the
 * natural measure of how serious an excess noise is.
 *
 * @param snu referred to the channel input, SNU, above 0
 */
public record NullKeyNoise(double snu) {

    /** At 2 SNU the channel breaks entanglement, and no protocol makes a key from it. */
    private static final double HIGHEST = 2;

    public NullKeyNoise {
        if (!(snu > 0 && snu <= HIGHEST)) {
            throw new IllegalArgumentException("null-key noise is above 0 and at most 2 SNU, got " + snu);
        }
    }

    /** For endless blocks; empty if the link makes no key even without excess noise. */
    public static Optional<NullKeyNoise> asymptotic(CvQkdParameters setup, ChannelTransmittance transmittance) {
        return root(noise -> AsymptoticKeyRate.of(setup, new QuantumChannel(transmittance, noise))
                .bitsPerSymbol());
    }

    /** For the blocks that the link really uses, much lower; empty if it makes no key even without excess noise. */
    public static Optional<NullKeyNoise> finiteSize(
            CvQkdParameters setup, ChannelTransmittance transmittance, FailureProbabilities probabilities) {
        return root(noise -> FiniteSizeKeyRate.of(setup, new QuantumChannel(transmittance, noise), probabilities)
                .bitsPerSymbol());
    }

    private static Optional<NullKeyNoise> root(DoubleUnaryOperator gain) {
        double low = 0;
        double high = HIGHEST;
        if (gain.applyAsDouble(low) <= 0) {
            return Optional.empty();
        }
        while (true) {
            double middle = (low + high) / 2;
            if (middle <= low || middle >= high) {
                return Optional.of(new NullKeyNoise(high));
            }
            if (gain.applyAsDouble(middle) > 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
    }
}
