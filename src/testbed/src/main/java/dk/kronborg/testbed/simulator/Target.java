package dk.kronborg.testbed.simulator;

import dk.kronborg.topology.identity.CableId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import java.util.List;
import java.util.stream.Stream;

/** What a phenomenon befalls. */
public sealed interface Target {

    /** One link: its fibre and its two devices. */
    record OneLink(LinkId id) implements Target {
        @Override
        public String toString() {
            return id.value();
        }
    }

    /** A cable: the fibres of all links in it. */
    record WholeCable(CableId id) implements Target {
        @Override
        public String toString() {
            return id.value();
        }
    }

    /**
     * The link or cable of that name; no name is of both.
     *
     * @throws IllegalArgumentException if the network has neither; the message lists what it has
     */
    static Target named(Network network, String name) {
        Target target =
                network.links().stream().anyMatch(link -> link.id().value().equals(name))
                        ? new OneLink(new LinkId(name))
                        : new WholeCable(new CableId(name));
        target.links(network);
        return target;
    }

    /**
     * The links that are hit.
     *
     * @throws IllegalArgumentException if the network has no such link or cable; the message lists what it has
     */
    default List<Link> links(Network network) {
        List<Link> links = switch (this) {
            case OneLink(LinkId id) -> network.link(id).stream().toList();
            case WholeCable(CableId id) -> network.linksIn(id);
        };
        if (links.isEmpty()) {
            throw new IllegalArgumentException("there is no " + (this instanceof OneLink ? "link " : "link or cable ")
                    + this + ", only " + known(network));
        }
        return links;
    }

    private static List<String> known(Network network) {
        return Stream.concat(
                        network.links().stream().map(link -> link.id().value()),
                        network.links().stream()
                                .flatMap(link -> link.cable().stream())
                                .map(CableId::value)
                                .distinct())
                .toList();
    }

    /**
     * Makes sure that a phenomenon can befall this.
     *
     * @throws IllegalArgumentException if the network has no such target or the phenomenon is not for it
     */
    default void requireFits(Network network, Phenomenon phenomenon) {
        if (this instanceof WholeCable && !phenomenon.ofTheFibre()) {
            throw new IllegalArgumentException(
                    "\"" + phenomenon.kind() + "\" befalls the devices of one link, and " + this + " is a cable");
        }
        links(network).forEach(phenomenon::requireFits);
    }
}
