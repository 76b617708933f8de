package dk.kronborg.linkmonitor.json;

import dk.kronborg.linkmonitor.intake.RefusalReason;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.function.Supplier;

/** Turns what stands on the wire into values of the trade; what they refuse, the text is refused for. */
final class WireValues {

    private WireValues() {}

    /** A value that one member spells. */
    static <T> T member(String name, Supplier<T> conversion) throws RefusedTextException {
        return converted(RefusalReason.INVALID_MEMBER, "at " + name + ": ", conversion);
    }

    /** A value that has a range. */
    static <T> T value(Supplier<T> conversion) throws RefusedTextException {
        return converted(RefusalReason.OUT_OF_RANGE, "", conversion);
    }

    private static <T> T converted(RefusalReason reason, String place, Supplier<T> conversion)
            throws RefusedTextException {
        try {
            return conversion.get();
        } catch (IllegalArgumentException e) {
            throw new RefusedTextException(reason, place + e.getMessage(), e);
        }
    }

    static Instant instant(String member, String text) throws RefusedTextException {
        try {
            if (text.endsWith("Z")) {
                return Instant.parse(text);
            }
        } catch (DateTimeException e) {
            throw new RefusedTextException(RefusalReason.INVALID_MEMBER, timeRule(member, text), e);
        }
        throw new RefusedTextException(RefusalReason.INVALID_MEMBER, timeRule(member, text));
    }

    private static String timeRule(String member, String text) {
        return member + " is RFC 3339 in UTC, such as 2026-07-02T08:00:00Z, got \"" + text + '"';
    }
}
