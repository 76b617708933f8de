package dk.kronborg.kme;

import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.SiteId;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import java.util.List;
import java.util.Set;

/**
 * How a KME is joined to the others: what its pools, ways and relays are made of when it starts.
 *
 * @param partners KMEs whose SAEs may share keys with SAEs of this one
 */
record Joints(List<Node> nodes, List<Kme> kmes, List<Link> links, Set<KmeId> partners) {

    /** What relays ask of a site. */
    record Node(SiteId site, boolean manned, boolean relays) {}

    /** Those of that KME in that network. */
    static Joints of(KmeId here, Network network) {
        return new Joints(
                network.sites().stream()
                        .map(site -> new Node(site.id(), site.manned(), site.relays()))
                        .toList(),
                network.kmes(),
                network.links(),
                Set.copyOf(Relays.partners(here, network)));
    }
}
