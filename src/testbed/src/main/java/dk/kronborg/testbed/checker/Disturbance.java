package dk.kronborg.testbed.checker;

/**
 * Something that was done to the processes.
 *
 * @param span     from just before it was done until everybody was served again
 * @param harmless whether deliveries to one slave must go on as if nothing had happened
 */
public record Disturbance(Span span, String what, boolean harmless) {}
