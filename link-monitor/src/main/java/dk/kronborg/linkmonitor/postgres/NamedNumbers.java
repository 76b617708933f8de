package dk.kronborg.linkmonitor.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/** Numbers under names in one column. */
final class NamedNumbers {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private NamedNumbers() {}

    /** As a JSON object. */
    static String json(Map<String, Double> named) {
        try {
            return MAPPER.writeValueAsString(named);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("names and numbers always have a JSON form", e);
        }
    }
}
