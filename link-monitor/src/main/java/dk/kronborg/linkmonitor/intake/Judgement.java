package dk.kronborg.linkmonitor.intake;

import dk.kronborg.linkmonitor.telemetry.TelemetryEvent;
import java.time.Instant;

/** What is known of a record before the history has been asked whether it came before. */
public sealed interface Judgement {

    /** The record judged. */
    TelemetryRecord record();

    /** When it was judged, by the centre's clock. */
    Instant judgedAt();

    /**
     * The named device really reported this.
     *
     * @param late measured more than 10 minutes ago: belongs into the history, tells nothing of the present
     */
    record Genuine(
            TelemetryRecord record,
            Instant judgedAt,
            TelemetryEvent event,
            SignedText signed,
            EventSignature signature,
            boolean late)
            implements Judgement {}

    /** Not to be believed, or not to be understood. */
    record Rejected(TelemetryRecord record, Instant judgedAt, Refusal refusal) implements Judgement {}
}
