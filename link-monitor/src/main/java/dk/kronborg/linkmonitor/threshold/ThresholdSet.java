package dk.kronborg.linkmonitor.threshold;

import static dk.kronborg.linkmonitor.alarm.Severity.CRITICAL;
import static dk.kronborg.linkmonitor.alarm.Severity.MAJOR;
import static dk.kronborg.linkmonitor.alarm.Severity.MINOR;
import static dk.kronborg.linkmonitor.alarm.Severity.WARNING;

import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.threshold.Threshold.Clear;
import dk.kronborg.topology.network.Technology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The thresholds of a link, at most one a quantity. A quantity without threshold is not judged: a CV-QKD link has no
 * limit of QBER, a discrete-variable link none of excess noise.
 */
public final class ThresholdSet {

    private final Map<Quantity, Threshold> thresholds;

    private ThresholdSet(Map<Quantity, Threshold> thresholds) {
        this.thresholds = Collections.unmodifiableMap(new EnumMap<>(thresholds));
    }

    /** What holds for a technology unless somebody decides otherwise for a link. */
    public static ThresholdSet of(Technology technology) {
        List<Threshold> all = new ArrayList<>(COMMON);
        all.addAll(
                switch (technology) {
                    case CV_QKD -> CONTINUOUS;
                    case DV_QKD, DV_QKD_2WS, DV_QKD_EB -> List.of(ERROR_RATE);
                    case DV_QKD_COW -> List.of(ERROR_RATE, INTERFERENCE);
                });
        Map<Quantity, Threshold> map = new EnumMap<>(Quantity.class);
        all.forEach(threshold -> map.put(threshold.quantity(), threshold));
        return new ThresholdSet(map);
    }

    /** The same with those in place of the ones they are about. */
    public ThresholdSet with(Collection<Threshold> others) {
        Map<Quantity, Threshold> map = new EnumMap<>(thresholds);
        others.forEach(threshold -> map.put(threshold.quantity(), threshold));
        return new ThresholdSet(map);
    }

    public Optional<Threshold> of(Quantity quantity) {
        return Optional.ofNullable(thresholds.get(quantity));
    }

    /** All of them, in the order of their quantities. */
    public Collection<Threshold> all() {
        return thresholds.values();
    }

    private static final Hold HALF_A_MINUTE = Hold.time(Duration.ofSeconds(30));
    private static final Hold TWO_MINUTES = Hold.time(Duration.ofMinutes(2));

    private static final List<Threshold> COMMON = List.of(
            new Threshold(
                    Quantity.SIGNAL_LOSS,
                    Map.of(CRITICAL, 1.0),
                    new Clear.At(0.5),
                    Hold.readings(2),
                    Hold.time(Duration.ofMinutes(1))),
            new Threshold(
                    Quantity.LOSS_INCREASE,
                    levels(0.5, 1.0, 2.0, 4.0),
                    new Clear.Beyond(0.3),
                    HALF_A_MINUTE,
                    TWO_MINUTES),
            new Threshold(
                    Quantity.LOSS_DECREASE,
                    Map.of(MINOR, 0.5, MAJOR, 1.0),
                    new Clear.Beyond(0.3),
                    HALF_A_MINUTE,
                    TWO_MINUTES),
            new Threshold(
                    Quantity.KEY_RATE,
                    levels(0.70, 0.50, 0.25, 0.0),
                    new Clear.Beyond(0.10),
                    Hold.time(Duration.ofMinutes(1)),
                    Hold.time(Duration.ofMinutes(5))),
            new Threshold(
                    Quantity.DEMAND,
                    Map.of(WARNING, 0.91, MINOR, 1.0),
                    new Clear.Beyond(0.1),
                    Hold.time(Duration.ofMinutes(5)),
                    Hold.time(Duration.ofMinutes(5))),
            new Threshold(
                    Quantity.ENDS_DISAGREEMENT,
                    Map.of(MAJOR, 0.5),
                    new Clear.Beyond(0.2),
                    Hold.readings(2),
                    Hold.readings(5)),
            new Threshold(
                    Quantity.CLOCK_OFFSET,
                    Map.of(WARNING, 5.0, MINOR, 60.0),
                    new Clear.Times(0.5),
                    Hold.time(Duration.ofSeconds(30)),
                    Hold.time(Duration.ofSeconds(30))));

    private static final List<Threshold> CONTINUOUS = List.of(
            new Threshold(
                    Quantity.NOISE_RATIO,
                    levels(0.25, 0.40, 0.60, 0.85),
                    new Clear.Times(0.8),
                    Hold.readings(3),
                    Hold.readings(6)),
            new Threshold(
                    Quantity.NOISE_Z,
                    Map.of(WARNING, 3.0, MINOR, 4.0, MAJOR, 6.0),
                    new Clear.At(2.0),
                    Hold.readings(3),
                    Hold.readings(6)),
            new Threshold(
                    Quantity.FRAME_ERROR_RATE,
                    levels(0.3, 0.5, 0.7, 0.95),
                    new Clear.Times(0.9),
                    Hold.readings(3),
                    Hold.readings(6)),
            new Threshold(
                    Quantity.CALIBRATION_AGE,
                    Map.of(WARNING, 1.0, MINOR, 2.0, MAJOR, 4.0),
                    new Clear.Times(0.9),
                    Hold.readings(2),
                    Hold.readings(1)));

    private static final Threshold ERROR_RATE = new Threshold(
            Quantity.QBER,
            levels(0.03, 0.04, 0.055, 0.08),
            new Clear.Beyond(0.005),
            Hold.either(2, Duration.ofSeconds(30)),
            Hold.either(5, Duration.ofMinutes(2)));

    private static final Threshold INTERFERENCE = new Threshold(
            Quantity.VISIBILITY,
            levels(0.985, 0.975, 0.96, 0.94),
            new Clear.Beyond(0.005),
            Hold.either(2, Duration.ofSeconds(30)),
            Hold.either(5, Duration.ofMinutes(2)));

    private static Map<Severity, Double> levels(double warning, double minor, double major, double critical) {
        return Map.of(WARNING, warning, MINOR, minor, MAJOR, major, CRITICAL, critical);
    }
}
