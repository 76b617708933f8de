/**
 * What QKD devices say about their links: one event per completed key block, or a heartbeat.
 *
 * <p>A {@link dk.kronborg.linkmonitor.telemetry.TelemetryEvent} exists only with every value inside its range.
 * Whether it is genuine, new and timely is judged in {@code dk.kronborg.linkmonitor.intake}.
 */
@NullMarked
package dk.kronborg.linkmonitor.telemetry;

import org.jspecify.annotations.NullMarked;
