package dk.kronborg.linkmonitor.alarm;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Alarms, what happened to them, and what people do about them. */
public interface AlarmLog {

    /**
     * Something that happened to an alarm.
     *
     * @param what     such as {@code RAISED}
     * @param severity after it
     * @param operator who did it, if it was a person
     */
    record Entry(Instant at, String what, Severity severity, Optional<String> operator, String text) {}

    /** One page. */
    List<Alarm> alarms(AlarmQuery query);

    Optional<Alarm> alarm(UUID id);

    /** How many alarms that are not closed each of these explains; none of those that explain nothing. */
    Map<UUID, Integer> explained(Collection<UUID> causes);

    /** Everything that happened to an alarm, oldest first. */
    List<Entry> history(UUID id);

    /** The newest so many things that happened to each of those alarms, oldest first. */
    Map<UUID, List<Entry>> histories(Collection<UUID> ids, int most);

    /**
     * Somebody does something about an alarm.
     *
     * @return the alarm after that; empty if there is none
     * @throws AlarmConflictException   if its state does not allow it
     * @throws IllegalArgumentException if what was said is outside its range
     */
    Optional<Alarm> act(UUID id, Attention.Act by, Action action);

    /** What can be done about an alarm. */
    sealed interface Action {

        record Acknowledge() implements Action {}

        record Shelve(Instant until) implements Action {}

        record Unshelve() implements Action {}

        record Close() implements Action {}
    }
}
