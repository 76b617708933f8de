package dk.kronborg.linkmonitor.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dk.kronborg.linkmonitor.intake.RefusalReason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * Reads what comes from the bus strictly: one JSON object in UTF-8 of at most 64 KiB, every member named once, every
 * number finite, no character that text in a database cannot hold (I-JSON, RFC 7493, and no U+0000).
 */
final class StrictJson {

    /** Largest document, bytes. */
    static final int MOST_BYTES = 64 * 1024;

    private static final int DEEPEST = 16;
    private static final int LONGEST_NUMBER = 100;

    static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxNumberLength(LONGEST_NUMBER)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModule(new Jdk8Module())
            .build();

    private StrictJson() {}

    /** Reads a document of that schema. */
    static <T> T read(byte[] bytes, String schema, Class<T> type) throws RefusedTextException {
        return as(document(bytes), schema, type);
    }

    static ObjectNode document(byte[] bytes) throws RefusedTextException {
        if (bytes.length > MOST_BYTES) {
            throw new RefusedTextException(
                    RefusalReason.TOO_LARGE, "a record has at most " + MOST_BYTES + " bytes, got " + bytes.length);
        }
        JsonNode document;
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            document = MAPPER.readTree(text);
        } catch (CharacterCodingException e) {
            throw new RefusedTextException(RefusalReason.NOT_JSON, "a record is text in UTF-8", e);
        } catch (JsonProcessingException e) {
            throw new RefusedTextException(RefusalReason.NOT_JSON, place(e) + e.getOriginalMessage(), e);
        }
        if (!(document instanceof ObjectNode object)) {
            throw new RefusedTextException(RefusalReason.NOT_JSON, "a record is a JSON object");
        }
        checkInterchangeable(object);
        return object;
    }

    /** Names the schema first: the members of another one may all be right. */
    static <T> T as(ObjectNode document, String schema, Class<T> type) throws RefusedTextException {
        JsonNode named = document.path("schema");
        if (named.isValueNode() && !named.isNull() && !schema.equals(named.textValue())) {
            throw new RefusedTextException(
                    RefusalReason.UNKNOWN_SCHEMA, "schema is " + schema + ", got \"" + named.asText() + '"');
        }
        try {
            return MAPPER.treeToValue(document, type);
        } catch (JsonProcessingException e) {
            throw new RefusedTextException(RefusalReason.INVALID_MEMBER, place(e) + rule(e, schema), e);
        }
    }

    /** The mapper's own words speak of classes and settings, which tell a driver's author nothing. */
    private static String rule(JsonProcessingException e, String schema) {
        return switch (e) {
            case UnrecognizedPropertyException unknown -> "not a member of " + schema;
            case MismatchedInputException mismatch
            when mismatch.getTargetType() != null ->
                "missing, null or not " + JsonKind.of(mismatch.getTargetType()).words();
            default -> e.getOriginalMessage();
        };
    }

    private static void checkInterchangeable(JsonNode node) throws RefusedTextException {
        if (node.isNumber() && !Double.isFinite(node.doubleValue())) {
            throw new RefusedTextException(RefusalReason.OUT_OF_RANGE, "every number is finite, got " + node.asText());
        }
        if (node.isTextual()) {
            checkText(node.textValue());
        }
        for (var member : node.properties()) {
            checkText(member.getKey());
        }
        for (JsonNode child : node) {
            checkInterchangeable(child);
        }
    }

    private static void checkText(String text) throws RefusedTextException {
        if (text.indexOf('\0') >= 0 || text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
            throw new RefusedTextException(
                    RefusalReason.NOT_JSON, "a text holds no U+0000 and no half of a surrogate pair");
        }
    }

    /** Where the fault is, such as {@code line 1, column 17: } or {@code at security.proof: }. */
    private static String place(JsonProcessingException e) {
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            return "at "
                    + mapping.getPath().stream()
                            .map(step -> step.getFieldName() == null
                                    ? "[" + step.getIndex() + "]"
                                    : "." + step.getFieldName())
                            .collect(Collectors.joining())
                            .substring(1)
                    + ": ";
        }
        var location = e.getLocation();
        return location == null ? "" : "line " + location.getLineNr() + ", column " + location.getColumnNr() + ": ";
    }
}
