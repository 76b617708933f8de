/**
 * Starts a whole network on one machine, from the packaged program, watches it, and stops it in order: the commands
 * behind {@code ./kronborg demo}, {@code stop}, {@code fault} and {@code status}.
 */
@NullMarked
package dk.kronborg.testbed.launcher;

import org.jspecify.annotations.NullMarked;
