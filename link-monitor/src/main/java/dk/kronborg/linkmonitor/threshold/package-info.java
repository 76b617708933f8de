/** Limits of what is reported, with hysteresis and hold times on the clock of those who report. */
@NullMarked
package dk.kronborg.linkmonitor.threshold;

import org.jspecify.annotations.NullMarked;
