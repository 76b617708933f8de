package dk.kronborg.topology.version;

import dk.kronborg.topology.network.Network;

/**
 * A network and the document that says it.
 *
 * @param document as its author wrote it, remarks included
 */
public record Description(String document, Network network) {}
