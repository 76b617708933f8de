package dk.kronborg.linkmonitor.history;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Place in a history between two values.
 *
 * @param measuredAt whole microseconds
 * @param sequence   the event's number within its boot, which tells most values of the same time apart
 * @param event      the event's id, which tells the rest apart
 */
public record ReadingCursor(Instant measuredAt, long sequence, UUID event) {

    private static final Pattern FORM =
            Pattern.compile("([0-9]{1,17})-([0-9]{1,16})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})");

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if the text was not written by {@link #toString}
     */
    public static ReadingCursor parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("a cursor is the member next of the page before");
        }
        return new ReadingCursor(
                Instant.EPOCH.plus(Long.parseLong(parts.group(1)), ChronoUnit.MICROS),
                Long.parseLong(parts.group(2)),
                UUID.fromString(parts.group(3)));
    }

    @Override
    public String toString() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, measuredAt) + "-" + sequence + "-" + event;
    }
}
