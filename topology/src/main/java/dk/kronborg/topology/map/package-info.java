/**
 * What a KME believes of the network, and why: a signed chain of versions of the map, of which each KME gets its part.
 *
 * <p>All that touches security is one {@link SecurityPart}, which two officers sign, and which a KME follows from one to
 * the next; the centre signs the rest. docs/network-map.md tells the form byte for byte.
 */
@NullMarked
package dk.kronborg.topology.map;

import org.jspecify.annotations.NullMarked;
