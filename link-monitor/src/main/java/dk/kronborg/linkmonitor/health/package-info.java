/** How a link is, as far as its reports tell. */
@NullMarked
package dk.kronborg.linkmonitor.health;

import org.jspecify.annotations.NullMarked;
