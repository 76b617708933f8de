/** JSON in the one form that is signed and hashed. */
@NullMarked
package dk.kronborg.topology.json;

import org.jspecify.annotations.NullMarked;
