/** How officers approve a change of the network map that touches security: what they are shown, and what they sign. */
@NullMarked
package dk.kronborg.topology.approval;

import org.jspecify.annotations.NullMarked;
