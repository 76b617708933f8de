/**
 * The bench: measures the goals of performance, each against a reference arm of the same run, and shows what it found.
 * Never shipped.
 */
@NullMarked
package dk.kronborg.testbed.bench;

import org.jspecify.annotations.NullMarked;
