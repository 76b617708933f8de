package dk.kronborg.linkmonitor.classification;

import dk.kronborg.linkmonitor.alarm.AlarmKind;
import dk.kronborg.linkmonitor.threshold.Quantity;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What ails a link. The words "eavesdropping suspected" are for three of them only, "possible tap" for one;
 * everything else is a fault.
 */
public enum LinkClass {
    PHYSICAL_TAMPER(AlarmKind.PHYSICAL_TAMPER),
    FIBRE_CUT(AlarmKind.FIBRE_CUT),
    DEVICE_OR_QUANTUM_CHANNEL_DOWN(AlarmKind.DEVICE_OR_QUANTUM_CHANNEL_DOWN),
    FIBRE_DEGRADED(AlarmKind.FIBRE_DEGRADED),
    TAP_POSSIBLE(AlarmKind.TAP_POSSIBLE),
    EAVESDROP_SUSPECT(AlarmKind.EAVESDROP_SUSPECT),
    NOISE_INTERFERENCE(AlarmKind.NOISE_INTERFERENCE),
    KEY_GENERATION_ABORTED(AlarmKind.KEY_GENERATION_ABORTED),
    CALIBRATION_OR_INJECTION(AlarmKind.CALIBRATION_OR_INJECTION),
    ENVIRONMENTAL(AlarmKind.ENVIRONMENTAL),
    KEY_STORE_MISMATCH(AlarmKind.KEY_STORE_MISMATCH),
    LINK_DEGRADED(AlarmKind.LINK_DEGRADED),
    KEY_RATE_LOW(AlarmKind.KEY_RATE_LOW),
    CALIBRATION_OVERDUE(AlarmKind.CALIBRATION_OVERDUE);

    private final AlarmKind alarm;

    LinkClass(AlarmKind alarm) {
        this.alarm = alarm;
    }

    /** The alarm that tells of it. */
    public AlarmKind alarm() {
        return alarm;
    }

    /** Whether it casts suspicion on the keys, so that the link is not trusted as before. */
    public boolean suspicious() {
        return this == EAVESDROP_SUSPECT || this == CALIBRATION_OR_INJECTION || this == PHYSICAL_TAMPER;
    }

    /** Whether the suspicion ends only by an operator's word. */
    public boolean needsRelease() {
        return this == CALIBRATION_OR_INJECTION || this == PHYSICAL_TAMPER;
    }

    /** What has to be in order again for the class to end; what that caused in its turn may take longer. */
    public Set<Quantity> causes() {
        return switch (this) {
            case PHYSICAL_TAMPER -> Set.of();
            case FIBRE_CUT, DEVICE_OR_QUANTUM_CHANNEL_DOWN -> Set.of(Quantity.SIGNAL_LOSS);
            case FIBRE_DEGRADED, TAP_POSSIBLE -> Set.of(Quantity.LOSS_INCREASE);
            case EAVESDROP_SUSPECT, NOISE_INTERFERENCE, ENVIRONMENTAL -> Quantity.OF_NOISE;
            case KEY_GENERATION_ABORTED, LINK_DEGRADED ->
                Stream.concat(Quantity.OF_NOISE.stream(), Stream.of(Quantity.LOSS_INCREASE))
                        .collect(Collectors.toUnmodifiableSet());
            case CALIBRATION_OR_INJECTION -> Set.of(Quantity.LOSS_DECREASE);
            case KEY_STORE_MISMATCH -> Set.of(Quantity.ENDS_DISAGREEMENT);
            case KEY_RATE_LOW -> Set.of(Quantity.KEY_RATE, Quantity.FRAME_ERROR_RATE);
            case CALIBRATION_OVERDUE -> Set.of(Quantity.CALIBRATION_AGE);
        };
    }

    /** Whether no light or no partner is there, which explains why nothing is measured or made. */
    public boolean down() {
        return this == FIBRE_CUT || this == DEVICE_OR_QUANTUM_CHANNEL_DOWN;
    }
}
