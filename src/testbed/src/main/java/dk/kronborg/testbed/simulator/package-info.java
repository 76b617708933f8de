/**
 * Simulates QKD devices of every technology: two drivers per link that make identical key blocks at the rate the
 * physics allows, and what befalls them.
 *
 * <p>The drivers are the first client of the driver contract, docs/drivers.md, and use nothing else: key blocks go
 * to the device plane of a KME, telemetry goes to Kafka.
 */
@NullMarked
package dk.kronborg.testbed.simulator;

import org.jspecify.annotations.NullMarked;
