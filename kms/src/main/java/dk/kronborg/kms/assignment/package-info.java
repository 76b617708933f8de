/** The assigned-key table: keys under random IDs, each kept at its target's home until it is fetched. */
@NullMarked
package dk.kronborg.kms.assignment;

import org.jspecify.annotations.NullMarked;
