package dk.kronborg.topology.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dk.kronborg.topology.version.Difference;
import dk.kronborg.topology.version.PartChange;
import java.util.List;

/** A difference as a text of JSON in a column. */
final class DifferenceText {

    private static final ObjectMapper MAPPER =
            JsonMapper.builder().addModule(new Jdk8Module()).build();

    private DifferenceText() {}

    static String of(Difference difference) {
        try {
            return MAPPER.writeValueAsString(difference.changes());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a difference always has a JSON form", e);
        }
    }

    static Difference read(String text) {
        try {
            return new Difference(List.of(MAPPER.readValue(text, PartChange[].class)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a difference in the database is no such JSON", e);
        }
    }
}
