/** The KME role: one site's key manager, put together. */
@NullMarked
package dk.kronborg.kme;

import org.jspecify.annotations.NullMarked;
