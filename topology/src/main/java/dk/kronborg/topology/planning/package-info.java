/** What would be lost if a part of the network failed, and what keys cost on their way. */
@NullMarked
package dk.kronborg.topology.planning;

import org.jspecify.annotations.NullMarked;
