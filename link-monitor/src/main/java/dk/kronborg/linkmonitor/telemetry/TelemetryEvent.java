package dk.kronborg.linkmonitor.telemetry;

import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Technology;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One report of one device about its end of a link, as {@code qkd.telemetry/1} carries it. It says nothing of
 * keys but how fast they come.
 *
 * @param keyBlock   the key block this event completes; absent in a heartbeat
 * @param measuredAt by the device's clock
 * @param interval   time the values cover, above 0 and at most one day
 * @param deviceState absent if the device does not say
 * @throws IllegalArgumentException if the interval is outside its range or there are more than 64 alarms
 */
public record TelemetryEvent(
        UUID id,
        LinkId link,
        DeviceId device,
        LinkSide side,
        Technology technology,
        SequenceNumber sequence,
        Optional<UUID> keyBlock,
        Instant measuredAt,
        Duration interval,
        Metrics metrics,
        Optional<SecurityClaim> security,
        Optional<DeviceState> deviceState,
        List<DeviceAlarm> alarms) {

    private static final int MOST_ALARMS = 64;

    public TelemetryEvent {
        if (!interval.isPositive() || interval.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("interval_s is above 0 and at most 86400, got " + interval);
        }
        if (alarms.size() > MOST_ALARMS) {
            throw new IllegalArgumentException("an event has at most " + MOST_ALARMS + " alarms, got " + alarms.size());
        }
        alarms = List.copyOf(alarms);
    }
}
