package dk.kronborg.linkmonitor.alarm;

import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.LinkEnd;
import dk.kronborg.topology.network.Network;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which links something reaches: what is wrong with it, or done to it, is wrong with or done to them. */
public final class Reach {

    private Reach() {}

    /** In the order of the network; none if it reaches no link, or if the network does not have it. */
    public static List<Link> of(Network network, Resource resource) {
        return network.links().stream()
                .filter(link -> includes(network, resource, link))
                .toList();
    }

    /** Whether it reaches that link. */
    public static boolean includes(Network network, Resource resource, Link link) {
        String id = resource.id();
        return switch (resource.kind()) {
            case LINK -> link.id().value().equals(id);
            case CABLE -> link.cable().filter(cable -> cable.value().equals(id)).isPresent();
            case DEVICE -> ends(link).anyMatch(end -> end.device().value().equals(id));
            case KME -> ends(link).anyMatch(end -> end.kme().value().equals(id));
            case SITE -> ends(link).anyMatch(end -> isAt(network, end.kme(), id));
            case STORE -> fills(link, resource);
            case PAIR, CENTRE -> false;
        };
    }

    private static boolean isAt(Network network, KmeId kme, String site) {
        return network.kme(kme)
                .map(Kme::site)
                .filter(at -> at.value().equals(site))
                .isPresent();
    }

    private static boolean fills(Link link, Resource store) {
        return isBetweenEnds(link, store, Resource::store);
    }

    /**
     * The two neighbours between which a store of post-quantum keys is; none for anything else. It needs them, and no link:
     * so it reaches none, and nothing that reaches links reaches it.
     */
    public static Set<KmeId> sharing(Network network, Resource store) {
        return network.links().stream()
                .filter(link -> isBetweenEnds(link, store, Resource::pqcStore))
                .flatMap(Reach::ends)
                .map(LinkEnd::kme)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isBetweenEnds(Link link, Resource store, BiFunction<KmeId, KmeId, Resource> named) {
        KmeId one = link.transmitter().kme();
        KmeId other = link.receiver().kme();
        return store.equals(named.apply(one, other)) || store.equals(named.apply(other, one));
    }

    static Stream<LinkEnd> ends(Link link) {
        return Stream.of(link.transmitter(), link.receiver());
    }
}
