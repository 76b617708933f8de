package dk.kronborg.linkmonitor.history;

import dk.kronborg.linkmonitor.intake.RefusalReason;
import dk.kronborg.topology.identity.DeviceId;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which refusals are wanted.
 *
 * @param key    of the record, in printable form; of telemetry it is a link, and empty if the record has none
 * @param device that the record names
 * @param from   refused then or later
 * @param to     refused before
 * @param limit  refusals a page, 1 to 500
 * @param after  where the page before ended
 * @throws IllegalArgumentException if the time span is empty, the limit outside its range, or the key too long or not
 *     printable
 */
public record RefusalQuery(
        Optional<RefusalReason> reason,
        Optional<String> key,
        Optional<DeviceId> device,
        Instant from,
        Instant to,
        int limit,
        OptionalLong after) {

    /** Most refusals a page. */
    public static final int MOST = 500;

    /** Characters of a record's key that are kept. */
    public static final int KEY_CHARACTERS = 100;

    public RefusalQuery {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("from is before to, got " + from + " and " + to);
        }
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit is 1 to " + MOST + ", got " + limit);
        }
        int length = key.map(text -> text.codePointCount(0, text.length())).orElse(0);
        if (length > KEY_CHARACTERS) {
            throw new IllegalArgumentException("key has at most " + KEY_CHARACTERS + " characters, got " + length);
        }
        if (key.stream().flatMapToInt(String::chars).anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("key is in printable form, without control characters");
        }
    }
}
