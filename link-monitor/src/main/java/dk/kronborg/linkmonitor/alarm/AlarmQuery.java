package dk.kronborg.linkmonitor.alarm;

import java.util.Optional;
import java.util.UUID;

/**
 * Which alarms are wanted, the last raised first.
 *
 * @param shown    which states
 * @param least    at least that severe at their worst
 * @param resource of that only
 * @param rootOnly leaves out what another alarm explains
 * @param cause    only what that alarm explains
 * @param limit    alarms a page, 1 to 500
 * @param after    the last alarm of the page before
 * @throws IllegalArgumentException if the limit is outside its range
 */
public record AlarmQuery(
        Shown shown,
        Severity least,
        Optional<Resource> resource,
        boolean rootOnly,
        Optional<UUID> cause,
        int limit,
        Optional<UUID> after) {

    /** Most alarms a page. */
    public static final int MOST = 500;

    /** Which alarms are shown by their state. */
    public enum Shown {
        /** What is wrong now, shelved or not. */
        ACTIVE,
        /** What people still have to look at: not closed and not shelved. */
        OPEN,
        /** Not closed, shelved or not. */
        NOT_CLOSED,
        /** Everything that ever was. */
        ALL
    }

    public AlarmQuery {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit is 1 to " + MOST + ", got " + limit);
        }
    }
}
