/**
 * Which ways keys take over trusted nodes: what a hop costs, the best paths between two KMEs, which of them to choose
 * and when to leave it, and paths that have no relay and no cable in common.
 *
 * <p>All of it is computed from values: the same input gives the same output, in whatever order it is listed.
 */
@NullMarked
package dk.kronborg.topology.path;

import org.jspecify.annotations.NullMarked;
