/** Keys for pairs of SAEs: the initiator gets fresh ones, the target fetches the same by their IDs. */
@NullMarked
package dk.kronborg.kms.delivery;

import org.jspecify.annotations.NullMarked;
