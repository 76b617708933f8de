package dk.kronborg.topology.network;

import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.KmeId;
import java.util.Optional;

/**
 * One end of a link: the device and the key manager that takes its key blocks.
 *
 * @param telemetryKey absent until the device is enrolled; without it none of its telemetry is accepted
 */
public record LinkEnd(DeviceId device, KmeId kme, Optional<TelemetryKey> telemetryKey) {

    /** The same end, its telemetry signed with that key. */
    public LinkEnd signingWith(TelemetryKey key) {
        return new LinkEnd(device, kme, Optional.of(key));
    }
}
