/** What operators see: the REST API of the link monitor and the live stream behind the console's pages. */
@NullMarked
package dk.kronborg.console;

import org.jspecify.annotations.NullMarked;
