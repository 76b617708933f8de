/** How a KME knows that its database, or a peer's, is not an older copy of itself. */
@NullMarked
package dk.kronborg.kms.incarnation;

import org.jspecify.annotations.NullMarked;
