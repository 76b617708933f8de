package dk.kronborg.linkmonitor.keyrate;

/**
 * Loss of a quantum channel from the transmitter's output to the receiver's input.
 *
 * @param decibel dB, finite, not negative
 * @throws IllegalArgumentException if the loss is NaN, infinite or negative
 */
public record LossDb(double decibel) {

    public LossDb {
        if (!(decibel >= 0 && Double.isFinite(decibel))) {
            throw new IllegalArgumentException("a channel loss is finite and not negative, got " + decibel + " dB");
        }
    }

    /** The share of the light that arrives. */
    public ChannelTransmittance transmittance() {
        return new ChannelTransmittance(Math.pow(10, -decibel / 10));
    }

    /** This loss and that much more. */
    public LossDb plus(double extraDb) {
        return new LossDb(decibel + extraDb);
    }
}
