package dk.kronborg.linkmonitor.health;

import dk.kronborg.linkmonitor.history.Reading;
import dk.kronborg.linkmonitor.telemetry.DeviceAlarm;
import dk.kronborg.linkmonitor.threshold.Guard;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What is known of one end of a link.
 *
 * @param telemetry   whether its device reports
 * @param heardAt     when its newest event arrived on the bus
 * @param boot        its device's present run
 * @param keyBlock    the block of symbols that the newest event completed
 * @param reading     its newest event
 * @param clockOffset how far its clock is off
 * @param alarms      that its newest event carried
 */
public record EndHealth(
        Telemetry telemetry,
        Optional<Instant> heardAt,
        Optional<UUID> boot,
        Optional<UUID> keyBlock,
        Optional<Reading> reading,
        Guard clockOffset,
        List<DeviceAlarm> alarms) {

    public EndHealth {
        alarms = List.copyOf(alarms);
    }

    /** Of a device that was never heard. */
    static EndHealth neverHeard(Instant at) {
        return new EndHealth(
                new Telemetry.Awaited(at),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Guard.clear(at),
                List.of());
    }

    EndHealth withTelemetry(Telemetry next) {
        return new EndHealth(next, heardAt, boot, keyBlock, reading, clockOffset, alarms);
    }
}
