/** A real Kafka broker for the testbed, in a process of its own. */
@NullMarked
package dk.kronborg.testbed.kafka;

import org.jspecify.annotations.NullMarked;
