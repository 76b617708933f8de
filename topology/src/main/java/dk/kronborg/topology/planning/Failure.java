package dk.kronborg.topology.planning;

import dk.kronborg.topology.identity.CableId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.identity.SiteId;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.path.HopCondition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What may fail. */
public sealed interface Failure {

    /** A whole site: every KME there and all links that end there. */
    record OfSite(SiteId site) implements Failure {}

    /** A whole node: its KME and all links that end there. */
    record OfKme(KmeId kme) implements Failure {}

    /** One link. */
    record OfLink(LinkId link) implements Failure {}

    /** All links that lie in a cable; a link whose cable is not known is one of its own, of the link's name. */
    record OfCable(CableId cable) implements Failure {}

    /** Every single one: of each site with a KME, of each link, of each cable that holds several links. */
    static List<Failure> single(Network network) {
        List<Failure> single = new ArrayList<>();
        network.kmes().stream()
                .map(Kme::site)
                .distinct()
                .sorted()
                .map(OfSite::new)
                .forEach(single::add);
        network.links().stream().map(link -> new OfLink(link.id())).forEach(single::add);
        Map<CableId, Long> cables = network.links().stream()
                .collect(Collectors.groupingBy(HopCondition::cableOf, TreeMap::new, Collectors.counting()));
        cables.forEach((cable, links) -> {
            if (links > 1) {
                single.add(new OfCable(cable));
            }
        });
        return single;
    }
}
