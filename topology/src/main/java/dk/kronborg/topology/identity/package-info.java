/**
 * The names by which the parts of a QKD network are known, and the identities their certificates carry.
 *
 * <p>Every name is a type of its own, so that a KME can never be passed where an SAE is meant. Names are
 * never reused for another thing.
 */
@NullMarked
package dk.kronborg.topology.identity;

import org.jspecify.annotations.NullMarked;
