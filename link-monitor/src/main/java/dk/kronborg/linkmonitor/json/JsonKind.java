package dk.kronborg.linkmonitor.json;

import java.util.Collection;

/** The kinds of value of JSON, by the names that people use. */
enum JsonKind {
    TEXT("a text"),
    WHOLE_NUMBER("a whole number"),
    NUMBER("a number"),
    ARRAY("an array"),
    OBJECT("an object");

    private final String words;

    JsonKind(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    /** What a member of that Java type is on the wire. */
    static JsonKind of(Class<?> type) {
        if (type == String.class) {
            return TEXT;
        }
        if (type == long.class || type == Long.class) {
            return WHOLE_NUMBER;
        }
        if (type == double.class) {
            return NUMBER;
        }
        return Collection.class.isAssignableFrom(type) ? ARRAY : OBJECT;
    }
}
