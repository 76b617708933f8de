package dk.kronborg.console;

import dk.kronborg.linkmonitor.alarm.AlarmKind;
import dk.kronborg.linkmonitor.alarm.Severity;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How other standards say what our alarms say: RFC 8632, and ETSI GS QKD 015 V2.1.1. */
final class AlarmWords {

    /** The YANG module whose identities our types are: docs/yang/kronborg-alarms.yang. */
    static final String MODULE = "kronborg-alarms";

    private static final Set<String> STATUS_CHANGES = Set.of("RAISED", "CHANGED", "CLEARED");

    private AlarmWords() {}

    /** RFC 8632, {@code severity-with-clear}; {@code severity} is the same without {@code cleared}. */
    static String severity(Severity severity) {
        return switch (severity) {
            case CLEARED -> "cleared";
            case INDETERMINATE -> "indeterminate";
            case WARNING -> "warning";
            case MINOR -> "minor";
            case MAJOR -> "major";
            case CRITICAL -> "critical";
        };
    }

    /** RFC 8632, {@code alarm-type-id}: an identity of our module. */
    static String type(AlarmKind kind) {
        return MODULE + ':' + kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** RFC 8632: whether that changed the severity of an alarm, or whether it is cleared. */
    static boolean isStatusChange(String what) {
        return STATUS_CHANGES.contains(what);
    }

    /** RFC 8632, {@code operator-state} after that happened to an alarm; nothing if it is no act of an operator. */
    static Optional<String> operatorState(String what) {
        return switch (what) {
            // Closing is proposed by somebody who is at it, and not done with it.
            case "ACKNOWLEDGED", "CLOSE_PROPOSED" -> Optional.of("ack");
            case "SHELVED" -> Optional.of("shelved");
            case "UNSHELVED" -> Optional.of("un-shelved");
            case "CLOSED" -> Optional.of("closed");
            default -> Optional.empty();
        };
    }

    /** ETSI GS QKD 015, alarm severity, which has two words; none for an alarm that is cleared. */
    static @Nullable String etsi(Severity severity) {
        return switch (severity) {
            case CRITICAL, MAJOR -> "MAJOR";
            case MINOR, WARNING, INDETERMINATE -> "MINOR";
            case CLEARED -> null;
        };
    }
}
