package dk.kronborg.testbed.simulator;

import dk.kronborg.topology.identity.DeviceId;

/**
 * What one driver has done since it was started.
 *
 * @param stored          key blocks that the KME has stored
 * @param refused         key blocks that the KME refused for good; they were dropped
 * @param retried         pushes that were repeated, after 503 or a failed connection
 * @param unsent          key blocks that wait to be stored now
 * @param telemetrySent   telemetry events that Kafka has acknowledged
 * @param telemetryFailed telemetry events that Kafka did not take
 */
public record DriverStatus(
        DeviceId device,
        long stored,
        long refused,
        long retried,
        int unsent,
        long telemetrySent,
        long telemetryFailed) {}
