/** The versions of the network in PostgreSQL; schema in {@code db/centre}. */
@NullMarked
package dk.kronborg.topology.postgres;

import org.jspecify.annotations.NullMarked;
