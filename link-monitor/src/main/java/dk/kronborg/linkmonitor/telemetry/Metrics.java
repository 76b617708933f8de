package dk.kronborg.linkmonitor.telemetry;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What one event reports, each value inside the range of its {@link Metric}; a device reports what it has.
 *
 * @param values  in the unit of each metric, unmodifiable
 * @param further numbers whose names this version does not know, by name, unmodifiable
 * @throws IllegalArgumentException if a value is outside its range
 */
public record Metrics(Map<Metric, Double> values, Map<String, Double> further) {

    /** Metrics that this version knows, and no others. */
    public Metrics(Map<Metric, Double> values) {
        this(values, Map.of());
    }

    public Metrics {
        Map<Metric, Double> copy = new EnumMap<>(Metric.class);
        values.forEach((metric, value) -> copy.put(metric, metric.checked(value)));
        values = Collections.unmodifiableMap(copy);
        further = Map.copyOf(further);
    }

    /** Of a heartbeat that reports nothing else. */
    public static Metrics none() {
        return new Metrics(Map.of());
    }

    /** The value, in the metric's unit, if the device reported it. */
    public OptionalDouble get(Metric metric) {
        Double value = values.get(metric);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
