package dk.kronborg.linkmonitor.json;

import com.fasterxml.jackson.databind.JsonNode;
import dk.kronborg.linkmonitor.intake.Judgement.Rejected;
import dk.kronborg.topology.identity.DeviceId;
import java.util.Optional;

/** The device that a refused record names, whoever wrote it: where to look for the fault, and no proof of anything. */
public final class ClaimedDevice {

    private ClaimedDevice() {}

    /** Empty if the record is too large, no JSON object, or names no device. One that was not looked at is left so. */
    public static Optional<DeviceId> of(Rejected rejected) {
        return switch (rejected.refusal().reason()) {
            case TOO_LARGE, TOO_MANY, NOT_JSON -> Optional.empty();
            default -> named(rejected.record().value());
        };
    }

    private static Optional<DeviceId> named(byte[] record) {
        try {
            JsonNode name = StrictJson.document(record).path("device_id");
            return name.isTextual() ? Optional.of(new DeviceId(name.textValue())) : Optional.empty();
        } catch (RefusedTextException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
