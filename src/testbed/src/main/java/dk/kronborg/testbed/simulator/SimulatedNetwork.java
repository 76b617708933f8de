package dk.kronborg.testbed.simulator;

import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Network;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The simulated links of a network, and what befalls them. */
final class SimulatedNetwork {

    private final Network network;
    private final Map<LinkId, SimulatedLink> links = new LinkedHashMap<>();

    /** Without links yet. */
    SimulatedNetwork(Network network) {
        this.network = network;
    }

    void add(LinkId id, SimulatedLink link) {
        links.put(id, link);
    }

    Map<LinkId, SimulatedLink> links() {
        return links;
    }

    void befall(Target target, Phenomenon phenomenon) {
        target.requireFits(network, phenomenon);
        hit(target).forEach(link -> link.befall(phenomenon));
    }

    boolean end(Target target, String kind) {
        return hit(target).filter(link -> link.end(kind)).count() > 0;
    }

    void clear(Target target) {
        hit(target).forEach(SimulatedLink::clear);
    }

    private Stream<SimulatedLink> hit(Target target) {
        return target.links(network).stream().map(link -> present(link.id()));
    }

    private SimulatedLink present(LinkId id) {
        SimulatedLink link = links.get(id);
        if (link == null) {
            throw new IllegalArgumentException("link " + id + " is not simulated");
        }
        return link;
    }
}
