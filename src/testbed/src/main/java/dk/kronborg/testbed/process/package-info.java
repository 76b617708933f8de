/** Processes the testbed starts, how it finds them again, and how none of them outlives it. */
@NullMarked
package dk.kronborg.testbed.process;

import org.jspecify.annotations.NullMarked;
