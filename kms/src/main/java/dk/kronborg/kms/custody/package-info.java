/** What operators may order about stored blocks and keys: hold, release, void; at both ends of a pool. */
@NullMarked
package dk.kronborg.kms.custody;

import org.jspecify.annotations.NullMarked;
