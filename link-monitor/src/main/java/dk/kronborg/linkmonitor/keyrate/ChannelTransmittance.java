package dk.kronborg.linkmonitor.keyrate;

/**
 * Share T of the light that a quantum channel lets through, the receiver's own loss not counted.
 *
 * @param value dimensionless, above 0 and at most 1
 * @throws IllegalArgumentException if the value is NaN or outside its range
 */
public record ChannelTransmittance(double value) {

    public ChannelTransmittance {
        if (!(value > 0 && value <= 1)) {
            throw new IllegalArgumentException("a transmittance is above 0 and at most 1, got " + value);
        }
    }

    /**
     * What a device measured: on a short fibre the estimate can scatter above 1, where the channel cannot be.
     *
     * @throws IllegalArgumentException if the value is NaN, infinite, or not above 0
     */
    public static ChannelTransmittance measured(double value) {
        return new ChannelTransmittance(Double.isFinite(value) ? Math.min(1, value) : value);
    }

    /** The same as a loss. */
    public LossDb loss() {
        return new LossDb(Math.max(0, -10 * Math.log10(value)));
    }
}
