package dk.kronborg.topology.map.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An object of JSON from outside, whose members are asked for one by one. Every fault is an exception that names it. */
public final class StrictTree {

    /** How deep objects and lists may lie in each other. */
    public static final int MOST_DEPTH = 16;

    private static final int MOST_STRING = 65_536;
    private static final long MOST_NUMBER = (1L << 53) - 1;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MOST_DEPTH)
                            .maxStringLength(MOST_STRING)
                            .maxNameLength(100)
                            .maxNumberLength(40)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final String path;
    private final ObjectNode object;

    private StrictTree(String path, ObjectNode object) {
        this.path = path;
        this.object = object;
    }

    /**
     * Reads UTF-8.
     *
     * @throws MalformedException if it is longer, or is not one JSON object, or names a member twice
     */
    public static StrictTree read(byte[] bytes, int most) throws MalformedException {
        return new StrictTree("", parsed(text(bytes, most)));
    }

    /** The text of these bytes, if they are so many at most, and UTF-8. */
    static String text(byte[] bytes, int most) throws MalformedException {
        if (bytes.length > most) {
            throw new MalformedException("it has at most " + most + " bytes, got " + bytes.length);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("it is not UTF-8", e);
        }
    }

    static ObjectNode parsed(String text) throws MalformedException {
        try {
            if (MAPPER.readTree(text) instanceof ObjectNode object) {
                return object;
            }
            throw new MalformedException("it is not one JSON object");
        } catch (JsonProcessingException e) {
            var location = e.getLocation();
            throw new MalformedException(
                    "it is no JSON object of at most " + MOST_DEPTH + " levels, each member named once"
                            + (location == null
                                    ? ""
                                    : ": line " + location.getLineNr() + ", column " + location.getColumnNr()),
                    e);
        }
    }

    public boolean has(String name) {
        return object.has(name);
    }

    public String text(String name) throws MalformedException {
        return string(object.get(name), path + name);
    }

    public long number(String name) throws MalformedException {
        JsonNode value = object.get(name);
        if (value == null
                || !value.canConvertToExactIntegral()
                || !value.canConvertToLong()
                || Math.abs(value.longValue()) > MOST_NUMBER) {
            throw new MalformedException(path + name + " is not a whole number of at most 53 bits");
        }
        return value.longValue();
    }

    public StrictTree object(String name) throws MalformedException {
        return object(object.get(name), path + name);
    }

    /** The member as it stands: an object of any members. */
    public JsonNode node(String name) throws MalformedException {
        return object(name).object;
    }

    public List<String> texts(String name, int most) throws MalformedException {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : list(name, most)) {
            texts.add(string(element, path + name + '[' + texts.size() + ']'));
        }
        return texts;
    }

    public List<StrictTree> objects(String name, int most) throws MalformedException {
        List<StrictTree> objects = new ArrayList<>();
        for (JsonNode element : list(name, most)) {
            objects.add(object(element, path + name + '[' + objects.size() + ']'));
        }
        return objects;
    }

    private JsonNode list(String name, int most) throws MalformedException {
        JsonNode list = object.get(name);
        if (list == null || !list.isArray() || list.size() > most) {
            throw new MalformedException(path + name + " is not a list of at most " + most);
        }
        return list;
    }

    private static String string(@Nullable JsonNode value, String where) throws MalformedException {
        if (value == null || !value.isTextual()) {
            throw new MalformedException(where + " is not a string");
        }
        return value.textValue();
    }

    private static StrictTree object(@Nullable JsonNode value, String where) throws MalformedException {
        if (value instanceof ObjectNode object) {
            return new StrictTree(where + '.', object);
        }
        throw new MalformedException(where + " is not an object");
    }
}
