/** Telemetry from Kafka, and refused telemetry back to it. */
@NullMarked
package dk.kronborg.linkmonitor.kafka;

import org.jspecify.annotations.NullMarked;
