package dk.kronborg.testbed.checker;

/**
 * A stretch of time, on the clock of {@link System#nanoTime}.
 *
 * @param from  nanoseconds
 * @param until nanoseconds, not before {@code from}
 */
public record Span(long from, long until) {

    public Span {
        if (until - from < 0) {
            throw new IllegalArgumentException("a span ends at or after its start, got " + from + " to " + until);
        }
    }

    /** From that moment on until now. */
    public static Span since(long from) {
        return new Span(from, System.nanoTime());
    }

    /** Whether both have a moment in common. */
    public boolean overlaps(Span other) {
        return from - other.until <= 0 && other.from - until <= 0;
    }

    /** Whether the other lies entirely in this one. */
    public boolean contains(Span other) {
        return from - other.from <= 0 && other.until - until <= 0;
    }

    public double seconds() {
        return (until - from) / 1e9;
    }
}
