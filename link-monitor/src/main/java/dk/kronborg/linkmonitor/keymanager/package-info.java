/** What the key managers say of themselves: which alarms stand in them. Never a key. */
@NullMarked
package dk.kronborg.linkmonitor.keymanager;

import org.jspecify.annotations.NullMarked;
