/** Telemetry and reports of key stores from Kafka, and what was refused of it back to it. */
@NullMarked
package dk.kronborg.linkmonitor.kafka;

import org.jspecify.annotations.NullMarked;
