/** Tells people of alarms, each on the channels that want it, once. */
@NullMarked
package dk.kronborg.linkmonitor.notification;

import org.jspecify.annotations.NullMarked;
