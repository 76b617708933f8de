package dk.kronborg.linkmonitor.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dk.kronborg.linkmonitor.health.LinkState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of a link on the topic {@code qkd.link-state.v1}, whose key is the link.
 *
 * @param revision rises with every message about the link: the highest one is the newest
 */
public record LinkStateJson(
        String schema,
        String linkId,
        long revision,
        String at,
        String administrativeState,
        String operationalState,
        String keyGeneration,
        String security,
        String telemetry,
        @Nullable String linkClass,
        String severity,
        String etsiLinkStatus) {

    public static final String TOPIC = "qkd.link-state.v1";

    private static final String SCHEMA = "qkd.link-state/1";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(JsonInclude.Value.ALL_ALWAYS)
            .build();

    public static LinkStateJson of(LinkState state, long revision, Instant at, boolean keysInStore) {
        return new LinkStateJson(
                SCHEMA,
                state.link().value(),
                revision,
                at.toString(),
                state.administration().name(),
                state.operational() ? "ENABLED" : "DISABLED",
                state.keyGeneration(),
                state.security(),
                state.telemetry().name(),
                state.linkClass().map(Enum::name).orElse(null),
                state.severity().name(),
                state.etsiStatus(keysInStore).name());
    }

    public String text() {
        try {
            return MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers always have a JSON form", e);
        }
    }
}
