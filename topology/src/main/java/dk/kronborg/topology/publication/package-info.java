/**
 * How the centre turns versions of the network into versions of the signed map: one for each, in order, whichever process is
 * the first to sign it.
 */
@NullMarked
package dk.kronborg.topology.publication;

import org.jspecify.annotations.NullMarked;
