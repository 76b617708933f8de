/** The from end of directed key pools: only it allocates. */
@NullMarked
package dk.kronborg.kms.pool;

import org.jspecify.annotations.NullMarked;
