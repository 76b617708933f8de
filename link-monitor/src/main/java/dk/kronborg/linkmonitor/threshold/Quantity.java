package dk.kronborg.linkmonitor.threshold;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What a threshold is about; each is compared in one unit and is bad in one direction. */
public enum Quantity {
    /** 1 while no light arrives or the other device is gone, so that nothing is measured and no key is made; else 0. */
    SIGNAL_LOSS("1", Direction.RISING),
    /** Share of wrong sifted bits of a discrete-variable link. */
    QBER("1", Direction.RISING),
    /** Smoothed excess noise over the excess noise at which this link makes no key. */
    NOISE_RATIO("1", Direction.RISING),
    /** Excess noise beyond its usual value, in standard errors of the estimate. */
    NOISE_Z("1", Direction.RISING),
    /** Loss beyond the commissioned loss. */
    LOSS_INCREASE("dB", Direction.RISING),
    /** Loss below the commissioned loss: a shorter path or injected light, not good news. */
    LOSS_DECREASE("dB", Direction.RISING),
    /** Secret key rate over its usual value at this hour of the day. */
    KEY_RATE("1", Direction.FALLING),
    /** Keys that are used up between the KMEs of the link over the keys that it makes; tells of its use, not of the link. */
    DEMAND("1", Direction.RISING),
    /** Interference visibility of a phase-encoded link. */
    VISIBILITY("1", Direction.FALLING),
    FRAME_ERROR_RATE("1", Direction.RISING),
    /** Time since the calibration of the shot noise over the interval in which it is to be done. */
    CALIBRATION_AGE("1", Direction.RISING),
    /** Difference of the loss that the two ends report of the same block. */
    ENDS_DISAGREEMENT("dB", Direction.RISING),
    /** How far a device's clock is from the time at which its events arrive. */
    CLOCK_OFFSET("s", Direction.RISING);

    /** Those that tell of noise in the quantum channel. */
    public static final Set<Quantity> OF_NOISE =
            Collections.unmodifiableSet(EnumSet.of(NOISE_RATIO, NOISE_Z, QBER, VISIBILITY));

    /** Which way is bad. */
    public enum Direction {
        RISING,
        FALLING
    }

    private final String unit;
    private final Direction direction;

    Quantity(String unit, Direction direction) {
        this.unit = unit;
        this.direction = direction;
    }

    /** Unit as it is written after a number; {@code 1} for a dimensionless quantity. */
    public String unit() {
        return unit;
    }

    public Direction direction() {
        return direction;
    }
}
