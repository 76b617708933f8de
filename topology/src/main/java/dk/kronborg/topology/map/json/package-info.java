/** Signed maps and heads as JSON: read strictly, in the one form that they have. */
@NullMarked
package dk.kronborg.topology.map.json;

import org.jspecify.annotations.NullMarked;
