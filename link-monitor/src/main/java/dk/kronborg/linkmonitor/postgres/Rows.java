package dk.kronborg.linkmonitor.postgres;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.function.Function;

/** How values of the trade stand in columns. */
final class Rows {

    private Rows() {}

    /** What the driver takes for a {@code timestamptz}. */
    static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** Binds one column of many rows, an array of that type of the database; for {@code unnest}. */
    static <T> void bindColumn(
            PreparedStatement statement, int parameter, String type, Collection<T> rows, Function<T, ?> column)
            throws SQLException {
        statement.setArray(
                parameter,
                statement
                        .getConnection()
                        .createArrayOf(type, rows.stream().map(column).toArray()));
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
