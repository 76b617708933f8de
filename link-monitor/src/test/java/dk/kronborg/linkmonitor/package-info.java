/** What the tests of the link monitor share. */
@NullMarked
package dk.kronborg.linkmonitor;

import org.jspecify.annotations.NullMarked;
