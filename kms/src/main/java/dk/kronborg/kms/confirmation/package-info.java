/** Both ends prove to each other, with one-time authentication, that they hold the same block. */
@NullMarked
package dk.kronborg.kms.confirmation;

import org.jspecify.annotations.NullMarked;
