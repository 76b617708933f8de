package dk.kronborg.linkmonitor.alarm;

import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.LinkEnd;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.Sae;
import dk.kronborg.topology.network.SaePair;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
        KmeId one = link.transmitter().kme();
        KmeId other = link.receiver().kme();
        return store.equals(Resource.store(one, other)) || store.equals(Resource.store(other, one));
    }

    /**
     * The two KMEs between which a store is that no link fills, of post-quantum keys or of relayed ones; none for anything
     * else. It needs the two, and no link of its own: so it reaches none, and nothing that reaches links reaches it.
     */
    public static Set<KmeId> sharing(Network network, Resource store) {
        if (store.kind() != Resource.Kind.STORE || network.links().stream().anyMatch(link -> fills(link, store))) {
            return Set.of();
        }
        return Stream.concat(
                        network.links().stream()
                                .map(link -> ends(link).map(LinkEnd::kme).collect(Collectors.toUnmodifiableSet())),
                        network.pairs().stream().map(pair -> homes(network, pair)))
                .filter(kmes -> isBetween(kmes, store))
                .findFirst()
                .orElse(Set.of());
    }

    /** The KMEs that are home to a pair of SAEs: two, or one. */
    static Set<KmeId> homes(Network network, SaePair pair) {
        return Stream.of(pair.first(), pair.second())
                .map(network::sae)
                .flatMap(Optional::stream)
                .map(Sae::kme)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isBetween(Set<KmeId> kmes, Resource store) {
        return kmes.stream()
                .flatMap(from -> kmes.stream()
                        .filter(to -> !to.equals(from))
                        .flatMap(to -> Stream.of(Resource.store(from, to), Resource.pqcStore(from, to))))
                .anyMatch(store::equals);
    }

    static Stream<LinkEnd> ends(Link link) {
        return Stream.of(link.transmitter(), link.receiver());
    }
}
