package dk.kronborg.linkmonitor.history;

import dk.kronborg.linkmonitor.telemetry.DeviceState;
import dk.kronborg.linkmonitor.telemetry.LinkSide;
import dk.kronborg.linkmonitor.telemetry.Metrics;
import dk.kronborg.linkmonitor.telemetry.SecurityClaim;
import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.LinkId;
import java.time.Instant;
import java.util.Optional;

/**
 * The newest report of one end of a link.
 *
 * @param measuredAt by the device's clock
 */
public record Reading(
        LinkId link,
        LinkSide side,
        DeviceId device,
        Instant measuredAt,
        Metrics metrics,
        Optional<SecurityClaim> security,
        Optional<DeviceState> deviceState) {}
