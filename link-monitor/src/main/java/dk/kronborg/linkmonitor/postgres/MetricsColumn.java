package dk.kronborg.linkmonitor.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dk.kronborg.linkmonitor.telemetry.Metric;
import dk.kronborg.linkmonitor.telemetry.Metrics;
import jakarta.persistence.AttributeConverter;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** Metrics in one column: a JSON object of wire names and values. A name that is no metric any more is left out. */
class MetricsColumn implements AttributeConverter<Metrics, String> {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TypeReference<Map<String, Double>> NAMED_VALUES = new TypeReference<>() {};

    @Override
    public String convertToDatabaseColumn(Metrics metrics) {
        Map<String, Double> named = new TreeMap<>();
        metrics.values().forEach((metric, value) -> named.put(metric.wireName(), value));
        return json(named);
    }

    /** Named numbers as a JSON object. */
    static String json(Map<String, Double> named) {
        try {
            return MAPPER.writeValueAsString(named);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("names and numbers always have a JSON form", e);
        }
    }

    @Override
    public Metrics convertToEntityAttribute(String column) {
        try {
            Map<Metric, Double> values = new EnumMap<>(Metric.class);
            MAPPER.readValue(column, NAMED_VALUES)
                    .forEach((name, value) -> Metric.ofWireName(name).ifPresent(metric -> values.put(metric, value)));
            return new Metrics(values);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("column metrics is a JSON object of numbers", e);
        }
    }
}
