package dk.kronborg.linkmonitor.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dk.kronborg.linkmonitor.intake.EventReader;
import dk.kronborg.linkmonitor.intake.SignedText;
import dk.kronborg.topology.json.CanonicalJson;

/** Reads {@code qkd.telemetry/1} as {@link StrictJson}, and what its signature covers. */
public final class JsonEventReader implements EventReader {

    /** Largest event, bytes. */
    public static final int MOST_BYTES = StrictJson.MOST_BYTES;

    @Override
    public Reading read(byte[] bytes) {
        try {
            ObjectNode document = StrictJson.document(bytes);
            TelemetryEventJson event = StrictJson.as(document, TelemetryEventJson.SCHEMA, TelemetryEventJson.class);
            return new SignedEvent(
                    event.toDomain(), new SignedText(CanonicalJson.without("sig", document)), event.signature());
        } catch (RefusedTextException e) {
            return new Unreadable(e.refusal());
        }
    }
}
