package dk.kronborg.linkmonitor.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dk.kronborg.linkmonitor.intake.Judgement.Rejected;
import dk.kronborg.linkmonitor.intake.RecordPlace;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * A refused record as it stands in {@code qkd.telemetry.refused.v1}. Topic, partition and offset name the
 * original; a record handed on twice has the same ones.
 *
 * @param event          what was refused: text, or Base64 if it is not UTF-8; of more than 128 KiB the beginning
 * @param eventEncoding  {@code text} or {@code base64}
 * @param eventBytes     length of the whole original
 * @param eventTruncated whether only its beginning is here
 */
public record RefusedEventJson(
        String reason,
        String detail,
        String refusedAt,
        String topic,
        int partition,
        long offset,
        String event,
        String eventEncoding,
        int eventBytes,
        boolean eventTruncated) {

    /** In JSON a byte becomes at most six characters, and a broker takes 1 MiB unless told otherwise. */
    private static final int MOST_BYTES = 128 * 1024;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(JsonInclude.Value.ALL_ALWAYS)
            .build();

    public static RefusedEventJson of(Rejected rejected) {
        RecordPlace place = rejected.record().place();
        byte[] original = rejected.record().value();
        boolean truncated = original.length > MOST_BYTES;
        byte[] kept = truncated ? Arrays.copyOf(original, MOST_BYTES) : original;
        String event;
        String encoding;
        try {
            event = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(kept))
                    .toString();
            encoding = "text";
        } catch (CharacterCodingException e) {
            event = Base64.getEncoder().encodeToString(kept);
            encoding = "base64";
        }
        return new RefusedEventJson(
                rejected.refusal().reason().name(),
                rejected.refusal().detail(),
                rejected.judgedAt().toString(),
                place.topic(),
                place.partition(),
                place.offset(),
                event,
                encoding,
                original.length,
                truncated);
    }

    /** The JSON document. */
    public byte[] bytes() {
        try {
            return MAPPER.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers always have a JSON form", e);
        }
    }
}
