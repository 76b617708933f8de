package dk.kronborg.linkmonitor.intake;

import dk.kronborg.linkmonitor.telemetry.TelemetryEvent;

/** Reads the bytes of a record as an event. Anybody may have written them. */
public interface EventReader {

    /** Never throws on account of the bytes: what is wrong with them is in the answer. */
    Reading read(byte[] bytes);

    /** What the bytes turned out to be. */
    sealed interface Reading {}

    /**
     * A well-formed event with every value in its range; not yet known to be genuine.
     *
     * @param signed    what the signature covers
     * @param signature not yet verified
     */
    record SignedEvent(TelemetryEvent event, SignedText signed, EventSignature signature) implements Reading {}

    /** No event. */
    record Unreadable(Refusal refusal) implements Reading {}
}
