package dk.kronborg.topology.path;

import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Network;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is known of a KME as a relay.
 *
 * @param mayRelay whether keys of others may pass through it; paths begin and end at it in any case
 */
public record NodeFacts(NodeTrust trust, boolean mayRelay) {

    /** A KME through which nothing passes, as one of which nothing is said. */
    public static final NodeFacts NO_RELAY = new NodeFacts(NodeTrust.FOREIGN, false);

    /** Of all KMEs of a network as it is planned: by what it says of their sites. */
    public static Map<KmeId, NodeFacts> planned(Network network) {
        return network.kmes().stream()
                .collect(Collectors.toMap(
                        Kme::id,
                        kme -> network.site(kme.site())
                                .map(site -> new NodeFacts(
                                        site.manned() ? NodeTrust.MANNED : NodeTrust.UNMANNED, site.relays()))
                                .orElse(NO_RELAY)));
    }

    /** A relay. */
    public static NodeFacts relay(NodeTrust trust) {
        return new NodeFacts(trust, true);
    }
}
