package dk.kronborg.linkmonitor.notification;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What became of telling one channel of one change of an alarm.
 *
 * @param change    of the alarm
 * @param dueAt     when it is looked at next, while it waits or is being sent
 * @param alarms    how many alarms its message tells of; more than one in a storm
 * @param toldWith  the notification whose message told of it, in a storm
 * @param settledAt when it was sent, skipped or given up
 * @param detail    why it was skipped, or what went wrong last
 */
public record Notification(
        long id,
        UUID key,
        long change,
        UUID alarm,
        String channel,
        Telling what,
        State state,
        Instant dueAt,
        int attempts,
        int alarms,
        Optional<Long> toldWith,
        Optional<Instant> settledAt,
        String detail) {

    /** Where it is. */
    public enum State {
        /** It is not due, or is tried again. */
        WAITING,
        /** It is on its way. */
        SENDING,
        /** The other side has it. */
        SENT,
        /** It is not told, or was told with another one. */
        SKIPPED,
        /** It was given up. People may order another try. */
        DEAD
    }
}
