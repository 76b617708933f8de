package dk.kronborg.topology.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.erdtman.jcs.NumberToJSON;

/**
 * The canonical form of JSON (RFC 8785, JCS), written from a document that is read already: no white space, members in
 * the order of their names' UTF-16, numbers as ECMAScript writes them.
 */
public final class CanonicalJson {

    private static final HexFormat HEX = HexFormat.of();

    private CanonicalJson() {}

    /**
     * A whole document.
     *
     * @param document I-JSON: every number finite, no lone surrogate
     */
    public static String of(JsonNode document) {
        StringBuilder text = new StringBuilder(2048);
        value(document, text);
        return text.toString();
    }

    /**
     * An object without one of its members.
     *
     * @param document I-JSON: every number finite, no lone surrogate
     */
    public static String without(String left, JsonNode document) {
        List<Map.Entry<String, JsonNode>> members = new ArrayList<>(document.properties());
        members.removeIf(member -> member.getKey().equals(left));
        StringBuilder text = new StringBuilder(2048);
        object(members, text);
        return text.toString();
    }

    private static void object(List<Map.Entry<String, JsonNode>> members, StringBuilder text) {
        members.sort(Comparator.comparing(Map.Entry::getKey));
        char before = '{';
        for (Map.Entry<String, JsonNode> member : members) {
            text.append(before);
            string(member.getKey(), text);
            text.append(':');
            value(member.getValue(), text);
            before = ',';
        }
        text.append(before == '{' ? "{}" : "}");
    }

    private static void value(JsonNode value, StringBuilder text) {
        switch (value.getNodeType()) {
            case OBJECT -> object(new ArrayList<>(value.properties()), text);
            case ARRAY -> array(value, text);
            case STRING -> string(value.textValue(), text);
            case NUMBER -> text.append(number(value.doubleValue()));
            case BOOLEAN, NULL -> text.append(value.asText());
            default -> throw new IllegalArgumentException("JSON has no " + value.getNodeType());
        }
    }

    private static void array(JsonNode array, StringBuilder text) {
        char before = '[';
        for (JsonNode element : array) {
            text.append(before);
            value(element, text);
            before = ',';
        }
        text.append(before == '[' ? "[]" : "]");
    }

    private static String number(double value) {
        try {
            return NumberToJSON.serializeNumber(value);
        } catch (IOException e) {
            throw new IllegalArgumentException("every number is finite, got " + value, e);
        }
    }

    private static void string(String value, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\b' -> text.append("\\b");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\f' -> text.append("\\f");
                case '\r' -> text.append("\\r");
                default -> {
                    if (c < ' ') {
                        text.append("\\u").append(HEX.toHexDigits(c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
