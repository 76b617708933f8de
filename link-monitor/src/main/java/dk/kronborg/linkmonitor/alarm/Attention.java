package dk.kronborg.linkmonitor.alarm;

import java.time.Instant;
import java.util.Optional;

/** What people have done about an alarm (RFC 8632, operator state). */
public sealed interface Attention {

    /** Nothing yet. */
    record None() implements Attention {}

    /** Somebody is at it. */
    record Acknowledged(Act by) implements Attention {}

    /** Not shown and not told until then. */
    record Shelved(Act by, Instant until) implements Attention {}

    /** Somebody wants to close it, and needs a second person for it. */
    record CloseProposed(Act by) implements Attention {}

    /**
     * Done with.
     *
     * @param second who agreed, where it takes two
     */
    record Closed(Act by, Optional<Act> second) implements Attention {}

    /**
     * What somebody did.
     *
     * @param operator who, 1 to 100 characters
     * @param text     why, at most 1000 characters
     * @throws IllegalArgumentException if operator or text are outside their range
     */
    record Act(String operator, Instant at, String text) {

        private static final int LONGEST_NAME = 100;
        private static final int LONGEST_TEXT = 1000;

        public Act {
            if (operator.isBlank() || operator.length() > LONGEST_NAME) {
                throw new IllegalArgumentException("an operator has a name of 1 to " + LONGEST_NAME + " characters");
            }
            if (text.length() > LONGEST_TEXT) {
                throw new IllegalArgumentException("a text has at most " + LONGEST_TEXT + " characters");
            }
            if (operator.chars().anyMatch(Character::isISOControl) || text.indexOf('\0') >= 0) {
                throw new IllegalArgumentException(
                        "the name of an operator holds no control characters, and a text no U+0000");
            }
        }

        /** Whether that is the name of who did this, however it is written. */
        public boolean samePerson(String name) {
            return operator.strip().equalsIgnoreCase(name.strip());
        }
    }

    /** The word of RFC 8632 for it, or ours where it has none. */
    default String word() {
        return switch (this) {
            case None ignored -> "none";
            case Acknowledged ignored -> "ack";
            case Shelved ignored -> "shelved";
            case CloseProposed ignored -> "close-proposed";
            case Closed ignored -> "closed";
        };
    }
}
