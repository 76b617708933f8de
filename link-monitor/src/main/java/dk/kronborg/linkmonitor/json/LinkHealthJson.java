package dk.kronborg.linkmonitor.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dk.kronborg.linkmonitor.health.KeyGeneration;
import dk.kronborg.linkmonitor.health.LinkHealth;
import dk.kronborg.linkmonitor.health.Security;
import dk.kronborg.linkmonitor.health.Telemetry;
import java.util.List;

/** The health of a link as it is kept between two events. Of no interest to anybody but this program. */
public final class LinkHealthJson {

    /** Says which state of an axis a value is. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    private interface State {}

    private static final JsonMapper MAPPER = mapper();

    private LinkHealthJson() {}

    private static JsonMapper mapper() {
        JsonMapper.Builder builder = JsonMapper.builder()
                .addModule(new Jdk8Module())
                .addModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT));
        for (Class<?> axis : List.of(KeyGeneration.class, Security.class, Telemetry.class)) {
            builder.addMixIn(axis, State.class);
            for (Class<?> state : axis.getPermittedSubclasses()) {
                builder.registerSubtypes(new NamedType(state, state.getSimpleName()));
            }
        }
        return builder.build();
    }

    public static String write(LinkHealth health) {
        try {
            return MAPPER.writeValueAsString(health);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("health always has a JSON form", e);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalStateException if it did not write it
     */
    public static LinkHealth read(String text) {
        try {
            return MAPPER.readValue(text, LinkHealth.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the health of a link cannot be read back", e);
        }
    }
}
