package dk.kronborg.linkmonitor.keyrate;

/**
 * What lies between transmitter and receiver, and is all attributed to the eavesdropper.
 *
 * @param excessNoiseSnu noise beyond the vacuum, referred to the channel input, SNU, above -1. A measured value may
 *                       well be negative; the eavesdropper is then credited with none
 * @throws IllegalArgumentException if the noise is NaN, infinite or not above -1
 */
public record QuantumChannel(ChannelTransmittance transmittance, double excessNoiseSnu) {

    public QuantumChannel {
        if (!(excessNoiseSnu > -1 && Double.isFinite(excessNoiseSnu))) {
            throw new IllegalArgumentException("excess noise is above -1 SNU and finite, got " + excessNoiseSnu);
        }
    }

    /** The same channel with another excess noise. */
    public QuantumChannel withExcessNoiseSnu(double noise) {
        return new QuantumChannel(transmittance, noise);
    }
}
