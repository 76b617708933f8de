/**
 * Takes telemetry in: reads it, judges whether it is genuine, new and timely, and has it stored.
 *
 * <p>Every record ends in exactly one {@link dk.kronborg.linkmonitor.intake.Outcome}: accepted, duplicate or
 * refused. None is dropped without one.
 */
@NullMarked
package dk.kronborg.linkmonitor.intake;

import org.jspecify.annotations.NullMarked;
