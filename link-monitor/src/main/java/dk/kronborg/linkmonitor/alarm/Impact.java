package dk.kronborg.linkmonitor.alarm;

import dk.kronborg.topology.identity.KmeId;
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

/**
 * Who is hit: the pairs of SAEs whose keys come by what an alarm is about. Keys go between neighbours, so the path of a
 * pair is the link that joins the homes of the two.
 */
public final class Impact {

    private Impact() {}

    /** In the order of the network; none for what carries no keys. */
    public static List<SaePair> of(Network network, Resource resource) {
        return switch (resource.kind()) {
            case LINK, CABLE, DEVICE, STORE -> over(network, Reach.of(network, resource));
            case KME ->
                network.pairs().stream()
                        .filter(pair -> homes(network, pair).contains(new KmeId(resource.id())))
                        .toList();
            case PAIR ->
                network.pairs().stream()
                        .filter(pair -> pair.toString().equals(resource.id()))
                        .toList();
            case SITE, CENTRE -> List.of();
        };
    }

    private static List<SaePair> over(Network network, List<Link> links) {
        Set<Set<KmeId>> joined = links.stream()
                .map(link -> Reach.ends(link).map(LinkEnd::kme).collect(Collectors.toSet()))
                .collect(Collectors.toSet());
        return network.pairs().stream()
                .filter(pair -> joined.contains(homes(network, pair)))
                .toList();
    }

    private static Set<KmeId> homes(Network network, SaePair pair) {
        return Stream.of(pair.first(), pair.second())
                .map(network::sae)
                .flatMap(Optional::stream)
                .map(Sae::kme)
                .collect(Collectors.toSet());
    }
}
