package dk.kronborg.linkmonitor.notification;

import dk.kronborg.linkmonitor.alarm.Alarm;
import dk.kronborg.linkmonitor.alarm.Attention;
import dk.kronborg.linkmonitor.alarm.Severity;
import java.util.Optional;

/** Whether a notification that is due is told, in view of what has become of its alarm. */
public sealed interface Decision {

    /** It is. */
    record Tell() implements Decision {}

    /** It is not. */
    record Skip(String reason) implements Decision {}

    /**
     * What the channel was told of the alarm last.
     *
     * @param severity {@code CLEARED} if it was told that it is over
     */
    record Told(long notification, Severity severity) {}

    /**
     * Decides.
     *
     * @param alarm as it is now
     * @param last  if the channel was told of it at all
     */
    static Decision of(Telling what, Alarm alarm, Optional<Told> last) {
        return what == Telling.CLEARED ? clearing(alarm, last) : raising(alarm, last);
    }

    /** Who was told that something is wrong is told that it is over, whatever else is. */
    private static Decision clearing(Alarm alarm, Optional<Told> last) {
        if (!alarm.cleared()) {
            return new Skip("it was raised again before it was told that it is over");
        }
        if (last.isEmpty() || !last.get().severity().raised()) {
            return new Skip("it was not told that it was raised");
        }
        return new Tell();
    }

    private static Decision raising(Alarm alarm, Optional<Told> last) {
        if (alarm.cleared()) {
            return new Skip("it was over before it was told");
        }
        if (alarm.rootCause().isPresent()) {
            return new Skip("alarm " + alarm.rootCause().get() + " explains it");
        }
        if (alarm.attention() instanceof Attention.Shelved shelved) {
            return new Skip("it is shelved until " + shelved.until());
        }
        if (alarm.planned() && !alarm.kind().security()) {
            return new Skip("it was raised during planned work");
        }
        if (last.isPresent() && last.get().severity().atLeast(alarm.severity())) {
            return new Skip("notification " + last.get().notification() + " told it");
        }
        return new Tell();
    }
}
