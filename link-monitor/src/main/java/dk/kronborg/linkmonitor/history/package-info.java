/** What was reported and what was refused, for those who look: the latest of each link, its past, its trend. */
@NullMarked
package dk.kronborg.linkmonitor.history;

import org.jspecify.annotations.NullMarked;
