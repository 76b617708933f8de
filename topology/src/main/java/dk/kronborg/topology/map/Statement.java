package dk.kronborg.topology.map;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Something to sign or to hash: a JSON object in canonical form (RFC 8785), of strings that need no escaping, whole
 * numbers, lists and objects. Its member {@code format} says what it is, so that none is taken for another.
 */
public final class Statement {

    private static final long MOST = (1L << 53) - 1;

    private final SortedMap<String, Object> members = new TreeMap<>();

    /** An empty one of that format. */
    public Statement(String format) {
        members.put("format", format);
    }

    private Statement() {}

    /** An object inside another, which is no statement by itself. */
    public static Statement part() {
        return new Statement();
    }

    /** Adds a member: a string, a list or a part. */
    public Statement with(String name, Object value) {
        members.put(name, value);
        return this;
    }

    /**
     * Adds a member.
     *
     * @throws IllegalArgumentException if it has more than 53 bits
     */
    public Statement with(String name, long value) {
        if (Math.abs(value) > MOST) {
            throw new IllegalArgumentException(name + " is a whole number of at most 53 bits, got " + value);
        }
        members.put(name, value);
        return this;
    }

    /** The canonical text. */
    public String text() {
        return text(members);
    }

    /** The canonical text in UTF-8: what is signed. */
    public byte[] bytes() {
        return text().getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Object value) {
        return switch (value) {
            case Statement part -> text(part.members);
            case SortedMap<?, ?> object ->
                object.entrySet().stream()
                        .map(member -> quoted(String.valueOf(member.getKey())) + ':' + text(member.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
            case List<?> list -> list.stream().map(Statement::text).collect(Collectors.joining(",", "[", "]"));
            case Long number -> number.toString();
            default -> quoted(value.toString());
        };
    }

    private static String quoted(String plain) {
        if (!plain.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '"' && c != '\\')) {
            throw new IllegalArgumentException("a statement holds ASCII that needs no escaping");
        }
        return '"' + plain + '"';
    }

    @Override
    public String toString() {
        return text();
    }
}
