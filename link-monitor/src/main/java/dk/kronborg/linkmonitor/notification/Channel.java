package dk.kronborg.linkmonitor.notification;

import dk.kronborg.linkmonitor.alarm.Alarm;
import dk.kronborg.linkmonitor.alarm.Severity;
import java.util.regex.Pattern;

/**
 * A way to tell people, and what they want to be told.
 *
 * @param name         1 to 40 of a to z, 0 to 9 and -
 * @param least        severity from which on an alarm is told
 * @param securityOnly whether only matters of security are
 * @param recognises   whether the other side knows a message again by its key, so that one of which nobody knows whether
 *     it arrived can be sent again without being told twice
 */
public record Channel(String name, Severity least, boolean securityOnly, boolean recognises) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,40}");

    public Channel {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a channel's name is 1 to 40 of a to z, 0 to 9 and -, got " + name);
        }
        if (!least.raised()) {
            throw new IllegalArgumentException("the least severity that is told is INDETERMINATE or worse");
        }
    }

    /** Whether an alarm of that severity is told here. */
    boolean wants(Alarm alarm, Severity severity) {
        return severity.atLeast(least) && (alarm.kind().security() || !securityOnly);
    }
}
