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
            case LINK ->
                over(
                        network,
                        network.links().stream()
                                .filter(link -> link.id().value().equals(resource.id())));
            case CABLE ->
                over(
                        network,
                        network.links().stream()
                                .filter(link -> link.cable()
                                        .filter(cable -> cable.value().equals(resource.id()))
                                        .isPresent()));
            case DEVICE ->
                over(
                        network,
                        network.links().stream()
                                .filter(link -> ends(link)
                                        .anyMatch(end -> end.device().value().equals(resource.id()))));
            case KME ->
                network.pairs().stream()
                        .filter(pair -> homes(network, pair).contains(new KmeId(resource.id())))
                        .toList();
            case STORE ->
                over(
                        network,
                        network.links().stream()
                                .filter(link -> ends(link)
                                        .allMatch(end ->
                                                resource.id().contains(end.kme().value()))));
            case PAIR ->
                network.pairs().stream()
                        .filter(pair -> pair.toString().equals(resource.id()))
                        .toList();
            case SITE, CENTRE -> List.of();
        };
    }

    private static List<SaePair> over(Network network, Stream<Link> links) {
        Set<Set<KmeId>> joined = links.map(link -> ends(link).map(LinkEnd::kme).collect(Collectors.toSet()))
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

    private static Stream<LinkEnd> ends(Link link) {
        return Stream.of(link.transmitter(), link.receiver());
    }
}
