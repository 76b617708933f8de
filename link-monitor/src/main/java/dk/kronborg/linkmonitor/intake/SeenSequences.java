package dk.kronborg.linkmonitor.intake;

import dk.kronborg.linkmonitor.telemetry.TelemetryEvent;
import dk.kronborg.topology.identity.DeviceId;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;

/** How far the sequence numbers of each boot of each device have come. */
public final class SeenSequences {

    /** One run of one device, from its start to its next. */
    public record DeviceBoot(DeviceId device, UUID boot) {
        public static DeviceBoot of(TelemetryEvent event) {
            return new DeviceBoot(event.device(), event.sequence().boot());
        }
    }

    private final Map<DeviceBoot, Long> last;

    /** Begins with the last number of each boot that has one; the map is kept and changed. */
    public SeenSequences(Map<DeviceBoot, Long> last) {
        this.last = last;
    }

    /** Whether the event's number, or a later one of the same boot, was seen before. */
    public boolean passed(TelemetryEvent event) {
        Long seen = last.get(DeviceBoot.of(event));
        return seen != null && event.sequence().number() <= seen;
    }

    /** Takes note of an event that {@link #passed} does not hold for; how many numbers were skipped before it. */
    public long advance(TelemetryEvent event) {
        long number = event.sequence().number();
        Long before = last.put(DeviceBoot.of(event), number);
        return before == null ? 0 : number - before - 1;
    }

    /** The last number seen of that boot, if any. */
    public OptionalLong last(DeviceBoot boot) {
        Long seen = last.get(boot);
        return seen == null ? OptionalLong.empty() : OptionalLong.of(seen);
    }
}
