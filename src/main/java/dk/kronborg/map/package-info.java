/** The signed network map on its way: what the centre publishes, and a KME that follows it. docs/network-map.md. */
@NullMarked
package dk.kronborg.map;

import org.jspecify.annotations.NullMarked;
