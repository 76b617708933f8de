/** The planes on which a process listens, and who is at the other end of a connection. */
@NullMarked
package dk.kronborg.plane;

import org.jspecify.annotations.NullMarked;
