package dk.kronborg.linkmonitor.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.threshold.Hold;
import dk.kronborg.linkmonitor.threshold.Quantity;
import dk.kronborg.linkmonitor.threshold.Threshold;
import dk.kronborg.linkmonitor.threshold.Threshold.Clear;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A threshold as JSON, for instance
 *
 * <pre>{"raise": {"WARNING": 0.5, "MINOR": 1.0}, "clear": {"beyond": 0.3}, "raise_hold": {"seconds": 30},
 * "clear_hold": {"readings": 5, "seconds": 120}}</pre>
 *
 * @param raise by severity, {@code WARNING} to {@code CRITICAL}
 */
@JsonNaming(SnakeCaseStrategy.class)
public record ThresholdJson(
        @Nullable Map<Severity, Double> raise,
        @Nullable ClearJson clear,
        @Nullable HoldJson raiseHold,
        @Nullable HoldJson clearHold) {

    private static final double NANOS = 1e9;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    /** Where a level ends; exactly one of the three. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ClearJson(
            @Nullable Double beyond,
            @Nullable Double times,
            @Nullable Double at) {

        static ClearJson of(Clear clear) {
            return switch (clear) {
                case Clear.Beyond(double distance) -> new ClearJson(distance, null, null);
                case Clear.Times(double factor) -> new ClearJson(null, factor, null);
                case Clear.At(double value) -> new ClearJson(null, null, value);
            };
        }

        Clear toDomain() {
            if (beyond != null && times == null && at == null) {
                return new Clear.Beyond(beyond);
            }
            if (times != null && beyond == null && at == null) {
                return new Clear.Times(times);
            }
            if (at != null && beyond == null && times == null) {
                return new Clear.At(at);
            }
            throw new IllegalArgumentException("clear has exactly one of beyond, times and at");
        }
    }

    /** How long it has to be so; at least one of the two. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record HoldJson(
            @Nullable Integer readings, @Nullable Double seconds) {

        static HoldJson of(Hold hold) {
            return new HoldJson(
                    hold.readings().isPresent() ? hold.readings().getAsInt() : null,
                    hold.time().map(time -> time.toNanos() / NANOS).orElse(null));
        }

        Hold toDomain() {
            if (seconds != null
                    && !(seconds >= 0 && seconds <= Duration.ofDays(1).toSeconds())) {
                throw new IllegalArgumentException("a hold lasts 0 to 86400 seconds, got " + seconds);
            }
            return new Hold(
                    readings == null ? OptionalInt.empty() : OptionalInt.of(readings),
                    Optional.ofNullable(seconds).map(time -> Duration.ofNanos((long) (time * NANOS))));
        }
    }

    public static ThresholdJson of(Threshold threshold) {
        return new ThresholdJson(
                threshold.raise(),
                ClearJson.of(threshold.clear()),
                HoldJson.of(threshold.raiseHold()),
                HoldJson.of(threshold.clearHold()));
    }

    /**
     * The threshold.
     *
     * @throws IllegalArgumentException if a value is outside its range; the message names it
     */
    public Threshold toDomain(Quantity quantity) {
        return new Threshold(
                quantity,
                given("raise", raise),
                given("clear", clear).toDomain(),
                given("raise_hold", raiseHold).toDomain(),
                given("clear_hold", clearHold).toDomain());
    }

    private static <T> T given(String member, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException("a threshold has " + member);
        }
        return value;
    }

    public String text() {
        try {
            return MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a threshold always has a JSON form", e);
        }
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if it is not that
     */
    public static ThresholdJson parse(String text) {
        try {
            return MAPPER.readValue(text, ThresholdJson.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a threshold is JSON: " + e.getOriginalMessage(), e);
        }
    }
}
