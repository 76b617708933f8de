/**
 * The centre role: link monitor and console of the network operations centre, put together.
 *
 * <p>Nothing here is made before it is used, because the KME role carries the same beans and has neither the
 * database nor the broker for them.
 */
@NullMarked
package dk.kronborg.centre;

import org.jspecify.annotations.NullMarked;
