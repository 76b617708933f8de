/** What operators order of one KME, over a plane of its own. */
@NullMarked
package dk.kronborg.administration;

import org.jspecify.annotations.NullMarked;
