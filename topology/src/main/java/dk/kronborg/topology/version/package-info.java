/**
 * The network as it was and is: numbered versions of the whole, who made each, when and why, what it changed, and
 * proposals of what only two officers may change.
 */
@NullMarked
package dk.kronborg.topology.version;

import org.jspecify.annotations.NullMarked;
