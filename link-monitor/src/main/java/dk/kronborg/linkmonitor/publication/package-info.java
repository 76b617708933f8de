/** What the centre tells others on the bus: in order, signed, and only gone from here when the bus has it. */
@NullMarked
package dk.kronborg.linkmonitor.publication;

import org.jspecify.annotations.NullMarked;
