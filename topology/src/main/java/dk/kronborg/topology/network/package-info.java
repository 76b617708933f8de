/**
 * The network as a whole: sites, key managers, consumers, links, and who may share keys with whom.
 *
 * <p>A {@link dk.kronborg.topology.network.Network} exists only if it is consistent as a whole.
 */
@NullMarked
package dk.kronborg.topology.network;

import org.jspecify.annotations.NullMarked;
