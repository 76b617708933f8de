package dk.kronborg.linkmonitor.alarm;

/**
 * Something that is wrong now, and so has an alarm.
 *
 * @param qualifier tells conditions of one kind on one resource apart; empty if there is but one
 * @param severity  never {@code CLEARED}
 * @param text      for people: the circumstances; may be empty
 */
public record Condition(
        Resource resource, AlarmKind kind, String qualifier, Severity severity, String text, Evidence evidence) {

    public Condition {
        if (!severity.raised()) {
            throw new IllegalArgumentException("a condition is worse than cleared");
        }
    }

    public AlarmKey key() {
        return new AlarmKey(resource, kind, qualifier);
    }
}
