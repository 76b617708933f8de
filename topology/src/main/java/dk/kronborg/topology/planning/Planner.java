package dk.kronborg.topology.planning;

import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.Sae;
import dk.kronborg.topology.network.SaePair;
import dk.kronborg.topology.path.HopCondition;
import dk.kronborg.topology.path.LinkCondition;
import dk.kronborg.topology.path.NodeFacts;
import dk.kronborg.topology.path.PathFinder;
import dk.kronborg.topology.path.PathRequest;
import dk.kronborg.topology.path.PathSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Says what a failure would cost. What links have in store bridges a failure for a while and is not counted on: a link
 * that fails is gone. Immutable; to make one, and every question, takes a search for each pair.
 */
public final class Planner {

    private final Network network;
    private final Map<LinkId, LinkCondition> conditions;
    private final Map<KmeId, NodeFacts> facts;
    private final PathSettings settings;
    private final PathFinder paths;
    private final SortedMap<KmePair, Standing> before = new TreeMap<>();
    private final Map<KmePair, List<SaePair>> saes;

    /**
     * A planner.
     *
     * @param conditions of the links, as planned or as they are
     * @param pairs      that are looked at, such as {@link KmePair#all}
     */
    public Planner(
            Network network,
            Map<LinkId, LinkCondition> conditions,
            Map<KmeId, NodeFacts> facts,
            PathSettings settings,
            Collection<KmePair> pairs) {
        this.network = network;
        this.conditions = Map.copyOf(conditions);
        this.facts = Map.copyOf(facts);
        this.settings = settings;
        this.paths = finder(conditions);
        pairs.forEach(pair -> before.put(pair, standing(paths, pair)));
        this.saes = network.pairs().stream()
                .filter(pair -> !home(pair.first()).equals(home(pair.second())))
                .collect(Collectors.groupingBy(pair -> new KmePair(home(pair.first()), home(pair.second()))));
    }

    /**
     * A planner of a network as it is planned: all links in service, every KME a relay whose site relays.
     *
     * @param rates secret bits a second that links make
     */
    public static Planner planned(Network network, ToDoubleFunction<Link> rates, Collection<KmePair> pairs) {
        return new Planner(
                network,
                network.links().stream()
                        .collect(Collectors.toMap(Link::id, link -> LinkCondition.planned(rates.applyAsDouble(link)))),
                NodeFacts.planned(network),
                PathSettings.DEFAULT,
                pairs);
    }

    /** How a pair is joined while nothing fails; nothing if it is not one that is looked at. */
    public Optional<Standing> standing(KmePair pair) {
        return Optional.ofNullable(before.get(pair));
    }

    /** The paths while nothing fails. */
    public PathFinder paths() {
        return paths;
    }

    /**
     * What a failure would cost.
     *
     * @throws IllegalArgumentException if the network has no such part
     */
    public Impact impactOf(Failure failure) {
        return impactOf(List.of(failure));
    }

    /**
     * What it would cost if all that failed together.
     *
     * @throws IllegalArgumentException if the network has not each of these parts
     */
    public Impact impactOf(Collection<Failure> failures) {
        failures.forEach(this::checkKnown);
        Set<KmeId> kmes = network.kmes().stream()
                .filter(kme -> failures.stream().anyMatch(failure -> takes(failure, kme)))
                .map(Kme::id)
                .collect(Collectors.toSet());
        Map<LinkId, LinkCondition> left = new HashMap<>(conditions);
        network.links().stream()
                .filter(link -> kmes.stream().anyMatch(kme -> link.otherKme(kme).isPresent())
                        || failures.stream().anyMatch(failure -> takes(failure, link)))
                .map(Link::id)
                .forEach(left.keySet()::remove);
        PathFinder finder = finder(left);
        List<PairLoss> losses = new ArrayList<>();
        before.forEach((pair, then) -> {
            Standing after = standing(finder, pair);
            Loss.between(then, after)
                    .ifPresent(worst ->
                            losses.add(new PairLoss(pair, worst, then, after, saes.getOrDefault(pair, List.of()))));
        });
        losses.sort(Comparator.comparing(PairLoss::worst).thenComparing(PairLoss::pair));
        return new Impact(kmes, losses, local(kmes));
    }

    /**
     * What each of these would cost alone, the worst first, those that cost the same in the order they came.
     *
     * @throws IllegalArgumentException if the network has not each of these parts
     */
    public List<FailureToll> tolls(Collection<Failure> failures) {
        return failures.stream()
                .map(failure -> new FailureToll(failure, impactOf(failure).toll()))
                .sorted(Comparator.comparing(FailureToll::toll, Toll.WORST_FIRST))
                .toList();
    }

    private void checkKnown(Failure failure) {
        boolean known = switch (failure) {
            case Failure.OfSite(var site) -> network.site(site).isPresent();
            case Failure.OfKme(var kme) -> network.kme(kme).isPresent();
            case Failure.OfLink of -> network.links().stream().anyMatch(link -> takes(of, link));
            case Failure.OfCable of -> network.links().stream().anyMatch(link -> takes(of, link));
        };
        if (!known) {
            throw new IllegalArgumentException("the network has nothing that could fail as " + failure);
        }
    }

    private static boolean takes(Failure failure, Kme kme) {
        return switch (failure) {
            case Failure.OfSite(var site) -> kme.site().equals(site);
            case Failure.OfKme(var id) -> kme.id().equals(id);
            case Failure.OfLink _, Failure.OfCable _ -> false;
        };
    }

    private static boolean takes(Failure failure, Link link) {
        return switch (failure) {
            case Failure.OfLink(var id) -> link.id().equals(id);
            case Failure.OfCable(var cable) -> HopCondition.cableOf(link).equals(cable);
            case Failure.OfSite _, Failure.OfKme _ -> false;
        };
    }

    private List<SaePair> local(Set<KmeId> failing) {
        return network.pairs().stream()
                .filter(pair -> failing.contains(home(pair.first()))
                        && home(pair.first()).equals(home(pair.second())))
                .toList();
    }

    private KmeId home(SaeId sae) {
        return network.sae(sae).map(Sae::kme).orElseThrow();
    }

    private PathFinder finder(Map<LinkId, LinkCondition> known) {
        return new PathFinder(network, known, facts, settings);
    }

    private static Standing standing(PathFinder finder, KmePair pair) {
        PathRequest request = new PathRequest(pair.first(), pair.second());
        return new Standing(finder.disjoint(request, 2).paths().size(), finder.greatestRate(request));
    }
}
