package dk.kronborg.linkmonitor.alarm;

import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.LinkEnd;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.SaePair;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who is hit: the pairs of SAEs whose keys come by what an alarm is about. Keys go between neighbours, so the path of a
 * pair is the link that joins the homes of the two; of post-quantum and relayed keys it is the two homes themselves.
 */
public final class Impact {

    private Impact() {}

    /** In the order of the network; none for what carries no keys. */
    public static List<SaePair> of(Network network, Resource resource) {
        return switch (resource.kind()) {
            case LINK, CABLE, DEVICE, STORE ->
                between(
                        network,
                        Stream.concat(
                                        Reach.of(network, resource).stream().map(Impact::kmes),
                                        Stream.of(Reach.sharing(network, resource)))
                                .filter(kmes -> !kmes.isEmpty())
                                .collect(Collectors.toSet()));
            case KME ->
                network.pairs().stream()
                        .filter(pair -> Reach.homes(network, pair).contains(new KmeId(resource.id())))
                        .toList();
            case PAIR ->
                network.pairs().stream()
                        .filter(pair -> pair.toString().equals(resource.id()))
                        .toList();
            case SITE, CENTRE -> List.of();
        };
    }

    private static Set<KmeId> kmes(Link link) {
        return Reach.ends(link).map(LinkEnd::kme).collect(Collectors.toSet());
    }

    private static List<SaePair> between(Network network, Set<Set<KmeId>> joined) {
        return network.pairs().stream()
                .filter(pair -> joined.contains(Reach.homes(network, pair)))
                .toList();
    }
}
