package dk.kronborg.linkmonitor.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.dataformat.smile.databind.SmileMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dk.kronborg.linkmonitor.health.KeyGeneration;
import dk.kronborg.linkmonitor.health.LinkHealth;
import dk.kronborg.linkmonitor.health.Security;
import dk.kronborg.linkmonitor.health.Telemetry;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * The health of a link as it is kept between two events: JSON in the binary form of Smile, which is shorter and read
 * sooner. Of no interest to anybody but this program.
 */
public final class LinkHealthJson {

    /** Says which state of an axis a value is. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    private interface State {}

    private static final long NANOS = 1_000_000_000;

    private static final ObjectMapper BINARY = configured(SmileMapper.builder());

    /** As it was kept before, also with times as text. */
    private static final ObjectMapper TEXT = configured(JsonMapper.builder());

    private LinkHealthJson() {}

    private static <M extends ObjectMapper, B extends MapperBuilder<M, B>> M configured(B builder) {
        builder.addModule(new Jdk8Module())
                .addModule(new SimpleModule()
                        .addSerializer(Instant.class, new InstantWriter())
                        .addDeserializer(Instant.class, new InstantReader()))
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

    /** Nanoseconds since 1970: a time is written and read often here. */
    private static final class InstantWriter extends JsonSerializer<Instant> {
        @Override
        public void serialize(Instant value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeNumber(Math.addExact(Math.multiplyExact(value.getEpochSecond(), NANOS), value.getNano()));
        }
    }

    private static final class InstantReader extends JsonDeserializer<Instant> {
        @Override
        public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return in.hasToken(JsonToken.VALUE_NUMBER_INT)
                    ? Instant.ofEpochSecond(0, in.getLongValue())
                    : Instant.parse(in.getText());
        }
    }

    public static byte[] write(LinkHealth health) {
        try {
            return BINARY.writeValueAsBytes(health);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("health always has a JSON form", e);
        }
    }

    /**
     * Reads what {@link #write} wrote, or an earlier version as text.
     *
     * @throws IllegalStateException if neither did
     */
    public static LinkHealth read(byte[] document) {
        try {
            boolean text = document.length > 0 && document[0] == '{';
            return (text ? TEXT : BINARY).readValue(document, LinkHealth.class);
        } catch (IOException e) {
            throw new IllegalStateException("the health of a link cannot be read back", e);
        }
    }
}
