package dk.kronborg.linkmonitor.threshold;

import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.threshold.Quantity.Direction;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * From which value on a quantity is how bad, from which value on it is not any more, and how long it has to be so.
 *
 * @param quantity  what is compared
 * @param raise     by severity, {@code WARNING} to {@code CRITICAL}; worse severities have worse values; a severity
 *                  left out is never reached
 * @param clear     where a level that was reached ends
 * @param raiseHold how long a value has to be worse before the level rises
 * @param clearHold how long it has to be better before the level falls
 * @throws IllegalArgumentException if the values are not finite or not in order
 */
public record Threshold(Quantity quantity, Map<Severity, Double> raise, Clear clear, Hold raiseHold, Hold clearHold) {

    /** Where a level ends, which began at some value. */
    public sealed interface Clear {

        /** That far on the good side of the value at which the level began. */
        record Beyond(double distance) implements Clear {}

        /** At that multiple of it. */
        record Times(double factor) implements Clear {}

        /** At that value, whatever the level. */
        record At(double value) implements Clear {}
    }

    public Threshold {
        Map<Severity, Double> ordered = new EnumMap<>(raise);
        double before = Double.NaN;
        for (Map.Entry<Severity, Double> level : ordered.entrySet()) {
            if (!level.getKey().atLeast(Severity.WARNING)) {
                throw new IllegalArgumentException(
                        "levels of " + quantity + " are WARNING to CRITICAL, got " + level.getKey());
            }
            double value = level.getValue();
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(quantity + " " + level.getKey() + " is a finite number");
            }
            if (!Double.isNaN(before) && !worse(quantity, value, before)) {
                throw new IllegalArgumentException(quantity + " " + level.getKey() + " is "
                        + (quantity.direction() == Direction.RISING ? "above " : "below ") + before
                        + ", the value of the level before, got " + value);
            }
            before = value;
        }
        if (ordered.isEmpty()) {
            throw new IllegalArgumentException(quantity + " has at least one level");
        }
        double amount = switch (clear) {
            case Clear.Beyond(double distance) -> distance;
            case Clear.Times(double factor) -> factor;
            case Clear.At(double value) -> value;
        };
        if (!Double.isFinite(amount) || (clear instanceof Clear.Beyond && amount < 0)) {
            throw new IllegalArgumentException(
                    "the end of a level of " + quantity + " is a finite number, and a distance is not negative");
        }
        raise = Collections.unmodifiableMap(ordered);
    }

    /** The severity that a value reaches by itself; NaN reaches none. */
    public Severity reached(double value) {
        Severity reached = Severity.CLEARED;
        for (Map.Entry<Severity, Double> level : raise.entrySet()) {
            if (atLeastAsBad(value, level.getValue())) {
                reached = level.getKey();
            }
        }
        return reached;
    }

    /** The severity that a value still has after it had that one. */
    Severity kept(double value, Severity had) {
        Severity kept = Severity.CLEARED;
        for (Map.Entry<Severity, Double> level : raise.entrySet()) {
            if (had.atLeast(level.getKey()) && worse(quantity, value, end(level.getValue()))) {
                kept = level.getKey();
            }
        }
        return kept;
    }

    /** Where the level ends that begins there. */
    public double end(double begin) {
        int good = quantity.direction() == Direction.RISING ? -1 : 1;
        return switch (clear) {
            case Clear.Beyond(double distance) -> begin + good * distance;
            case Clear.Times(double factor) -> begin * factor;
            case Clear.At(double value) -> value;
        };
    }

    private boolean atLeastAsBad(double value, double limit) {
        return quantity.direction() == Direction.RISING ? value >= limit : value <= limit;
    }

    private static boolean worse(Quantity quantity, double value, double limit) {
        return quantity.direction() == Direction.RISING ? value > limit : value < limit;
    }
}
