package dk.kronborg.topology.path;

import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Paths between the KMEs of a network under conditions that do not change: a finder is made anew when they do.
 *
 * <p>A graph's nodes are KMEs, its edges {@link Hop hops}. A hop has all links between its two KMEs under it, since pads
 * come from the pools that all of them fill. It is open if a link of it serves the request and its store is not below
 * the reserve; paths pass KMEs that may relay. Links and KMEs of which nothing is known are closed. Immutable.
 */
public final class PathFinder {

    private final Map<KmeId, NodeFacts> facts;
    private final PathSettings settings;
    private final HopTable table;
    private final HopTable tableAboveSuspicion;

    /** A finder for these conditions; what they say of links and KMEs that the network does not have is not read. */
    public PathFinder(
            Network network,
            Map<LinkId, LinkCondition> conditions,
            Map<KmeId, NodeFacts> facts,
            PathSettings settings) {
        this.facts = Map.copyOf(facts);
        this.settings = settings;
        List<KmeId> kmes = network.kmes().stream().map(Kme::id).sorted().toList();
        SortedMap<Hop, List<Link>> links = network.links().stream()
                .sorted(Comparator.comparing(Link::id))
                .collect(Collectors.groupingBy(
                        link -> new Hop(
                                link.transmitter().kme(), link.receiver().kme()),
                        TreeMap::new,
                        Collectors.toList()));
        this.table = table(kmes, links, conditions, false);
        boolean suspected = conditions.values().stream().anyMatch(link -> link.security() == LinkSecurity.SUSPECT);
        this.tableAboveSuspicion = suspected ? table(kmes, links, conditions, true) : table;
    }

    private HopTable table(
            List<KmeId> kmes,
            SortedMap<Hop, List<Link>> links,
            Map<LinkId, LinkCondition> known,
            boolean refusesSuspect) {
        Function<Link, Optional<LinkCondition>> serving =
                link -> Optional.ofNullable(known.get(link.id())).filter(condition -> condition.serves(refusesSuspect));
        List<HopCondition> open = new ArrayList<>();
        links.forEach((hop, between) ->
                HopCondition.of(hop, between, serving, settings.weights()).ifPresent(open::add));
        return new HopTable(
                kmes,
                open,
                kme -> settings.weights().trust() * facts(kme).trust().penalty());
    }

    private HopTable table(boolean refusesSuspect) {
        return refusesSuspect ? tableAboveSuspicion : table;
    }

    /** What a hop amounts to; nothing if it is closed. */
    public Optional<HopCondition> condition(Hop hop, boolean refusesSuspect) {
        HopTable known = table(refusesSuspect);
        return known.number(hop).map(known::hop);
    }

    /**
     * The cheapest paths that pass no KME twice, the cheapest first.
     *
     * @param most how many, at least 1
     * @return fewer if there are fewer. Which of several that cost the same is the last depends on nothing but the input
     */
    public List<WeighedPath> best(PathRequest request, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("at least 1 path is sought, got " + most);
        }
        OpenNetwork open = openTo(request);
        List<WeighedPath> best = new ArrayList<>();
        Iterator<RelayPath> paths = open.cheapestFirst();
        while (best.size() < most && paths.hasNext()) {
            best.add(weighed(open, paths.next()));
        }
        best.sort(WeighedPath.CHEAPEST);
        return best;
    }

    /** What a path is worth to a request; nothing if it leads elsewhere or a part of it is closed. */
    public Optional<WeighedPath> weigh(PathRequest request, RelayPath path) {
        OpenNetwork open = openTo(request);
        return open.permits(path) ? Optional.of(weighed(open, path)) : Optional.empty();
    }

    /** The path to take, if there is one and none is taken yet. */
    public Optional<WeighedPath> choose(PathRequest request) {
        return choose(request, Optional.empty());
    }

    /**
     * The path to take, if there is one: the current one, unless it is closed or another spares
     * {@link PathSettings#gain} of its cost. Of the candidates, those count that are not worth leaving for the cheapest,
     * and of those the widest is taken.
     */
    public Optional<WeighedPath> choose(PathRequest request, Optional<RelayPath> current) {
        Optional<WeighedPath> kept = current.flatMap(path -> weigh(request, path));
        List<WeighedPath> candidates = best(request, settings.candidates());
        return candidates.stream()
                .filter(path -> path.cost() == candidates.getFirst().cost()
                        || !settings.worthLeaving(
                                path.cost(), candidates.getFirst().cost()))
                .filter(path ->
                        kept.isEmpty() || settings.worthLeaving(kept.get().cost(), path.cost()))
                .min(WeighedPath.WIDEST)
                .or(() -> kept);
    }

    /**
     * Paths of which no two share a relay or a cable.
     *
     * @param most how many, at least 1
     */
    public DisjointPaths disjoint(PathRequest request, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("at least 1 path is sought, got " + most);
        }
        OpenNetwork open = openTo(request);
        boolean proven = true;
        for (int count = open.sharingNoRelay(most).size(); count > 0; count--) {
            DisjointSearch search = new DisjointSearch(settings.effort());
            Optional<List<RelayPath>> found = search.find(open, count);
            if (found.isPresent()) {
                List<WeighedPath> paths = found.get().stream()
                        .map(path -> weighed(open, path))
                        .sorted(WeighedPath.CHEAPEST)
                        .toList();
                return new DisjointPaths(paths, proven);
            }
            proven &= !search.exhausted();
        }
        return new DisjointPaths(List.of(), proven);
    }

    /**
     * What could go between two KMEs at most, over all paths together and if nobody else took any, whole bits a second:
     * the maximum flow over secret key rates. Stores are not counted.
     */
    public double greatestRate(PathRequest request) {
        return openTo(request).greatestRate();
    }

    private WeighedPath weighed(OpenNetwork open, RelayPath path) {
        double width = path.hops().stream()
                .mapToDouble(hop -> open.condition(hop).width(settings.horizon()))
                .min()
                .orElseThrow();
        return new WeighedPath(path, open.cost(path), width);
    }

    private OpenNetwork openTo(PathRequest request) {
        OpenNetwork open = new OpenNetwork(table(request.refusesSuspect()), request.from(), request.to())
                .passing(kme -> facts(kme).mayRelay() && !request.avoidedKmes().contains(kme));
        return request.avoidedHops().isEmpty()
                ? open
                : open.where(condition -> !request.avoidedHops().contains(condition.hop()));
    }

    private NodeFacts facts(KmeId kme) {
        return facts.getOrDefault(kme, NodeFacts.NO_RELAY);
    }
}
