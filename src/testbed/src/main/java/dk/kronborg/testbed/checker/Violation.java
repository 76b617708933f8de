package dk.kronborg.testbed.checker;

/** Something that must never happen, and did. */
public record Violation(Kind kind, String what) {

    /** What it is. */
    public enum Kind {
        /** One ID, different bytes. */
        DIFFERENT_BYTES,
        /** One ID, and what is said of the key differs. */
        DIFFERENT_PROVENANCE,
        /** Different IDs, some of the same bytes. */
        SHARED_BITS,
        /** One ID was given to masters as new twice. */
        NEW_TWICE,
        /** A slave got a key twice. */
        FETCHED_TWICE,
        /** Somebody got a key that was not made for it. */
        STRANGER,
        /** A key that a master holds was refused to its slave, who never had it and never asked in vain. */
        LOST,
        /** A key was lost with an unanswered request, although nothing was disturbed at that time. */
        BURNT_IN_PEACE,
        /** The answer does not fit the question. */
        WRONG_ANSWER,
        /** No answer, or none in time, although nothing was disturbed. */
        SILENCE,
        /** Refused because of a disturbance that must not be felt. */
        FELT,
        /** The history does not say what became of a key: it is no evidence. */
        UNSETTLED
    }

    @Override
    public String toString() {
        return kind + ": " + what;
    }
}
