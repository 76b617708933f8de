/** How much key the KMEs have, how fast it comes and goes, and when it will be gone. */
@NullMarked
package dk.kronborg.linkmonitor.store;

import org.jspecify.annotations.NullMarked;
