package dk.kronborg.console;

import dk.kronborg.topology.identity.CableId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.identity.SiteId;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.Site;
import dk.kronborg.topology.path.HopCondition;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The parts of a network that parameters name; what it does not have is refused with what it has. */
record PlannedParts(Network network) {

    private static final int MOST_NAMED = 20;

    SiteId site(String parameter, String name) {
        return found(
                parameter, name, SiteId::new, "sites", network.sites().stream().map(Site::id));
    }

    KmeId kme(String parameter, String name) {
        return found(
                parameter, name, KmeId::new, "KMEs", network.kmes().stream().map(Kme::id));
    }

    LinkId link(String parameter, String name) {
        return found(
                parameter, name, LinkId::new, "links", network.links().stream().map(Link::id));
    }

    CableId cable(String parameter, String name) {
        return found(
                parameter,
                name,
                CableId::new,
                "cables",
                network.links().stream().map(HopCondition::cableOf));
    }

    private static <T extends Comparable<T>> T found(
            String parameter, String name, Function<String, T> spelt, String kind, Stream<T> there) {
        T wanted = Parameters.checked(() -> spelt.apply(name));
        List<T> all = there.distinct().sorted().toList();
        if (!all.contains(wanted)) {
            String named = all.stream().limit(MOST_NAMED).map(Object::toString).collect(Collectors.joining(", "));
            throw NetworkResource.notFound(parameter + " is one of the " + all.size() + ' ' + kind + " of the network, "
                    + named + (all.size() > MOST_NAMED ? ", ..." : "") + "; got " + wanted);
        }
        return wanted;
    }
}
