package dk.kronborg.linkmonitor.alarm;

/** Perceived severity, ITU-T X.733, from what is nothing to what is worst. */
public enum Severity {
    CLEARED,
    INDETERMINATE,
    WARNING,
    MINOR,
    MAJOR,
    CRITICAL;

    public boolean atLeast(Severity other) {
        return compareTo(other) >= 0;
    }

    /** The worse of the two. */
    public Severity or(Severity other) {
        return atLeast(other) ? this : other;
    }

    /** Whether something is wrong at all. */
    public boolean raised() {
        return this != CLEARED;
    }
}
