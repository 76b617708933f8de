/** Who may take how many of the bits that links make: what is kept back, what is guaranteed, and fair shares of the rest. */
@NullMarked
package dk.kronborg.topology.allocation;

import org.jspecify.annotations.NullMarked;
