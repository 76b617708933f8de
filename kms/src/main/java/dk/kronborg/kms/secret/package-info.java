/** Secret bytes, and the one door to them. */
@NullMarked
package dk.kronborg.kms.secret;

import org.jspecify.annotations.NullMarked;
