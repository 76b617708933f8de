package dk.kronborg.linkmonitor.postgres;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** How values of the trade stand in columns. */
final class Rows {

    private Rows() {}

    /** What the driver takes for a {@code timestamptz}. */
    static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** Bytes as text that every column and every terminal can hold, at most so many characters. */
    static String printable(String text, int most) {
        return text.codePoints()
                .limit(most)
                .map(c -> Character.isISOControl(c)
                                || Character.getType(c) == Character.SURROGATE
                                || Character.getType(c) == Character.FORMAT
                        ? '?'
                        : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
