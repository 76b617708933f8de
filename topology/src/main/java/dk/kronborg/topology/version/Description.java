package dk.kronborg.topology.version;

import dk.kronborg.topology.map.Authorities;
import dk.kronborg.topology.network.Network;
import java.util.Optional;

/**
 * A network and the document that says it.
 *
 * @param document    as its author wrote it, remarks included
 * @param authorities who is to sign the map from then on; nothing if the document leaves that as it is
 */
public record Description(String document, Network network, Optional<Authorities> authorities) {}
