/** Reads and writes a network as one YAML document, the form people edit and processes are started with. */
@NullMarked
package dk.kronborg.topology.yaml;

import org.jspecify.annotations.NullMarked;
