package dk.kronborg.topology.planning;

import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.identity.SaeId;
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
import java.util.function.Predicate;
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
        PathFinder finder = finder(conditions);
        pairs.forEach(pair -> before.put(pair, standing(finder, pair)));
        this.saes = network.pairs().stream()
                .filter(pair -> !home(pair.first()).equals(home(pair.second())))
                .collect(Collectors.groupingBy(pair -> new KmePair(home(pair.first()), home(pair.second()))));
    }

    /** How a pair is joined while nothing fails; nothing if it is not one that is looked at. */
    public Optional<Standing> standing(KmePair pair) {
        return Optional.ofNullable(before.get(pair));
    }

    /**
     * What a failure would cost.
     *
     * @throws IllegalArgumentException if the network has no such part
     */
    public Impact impactOf(Failure failure) {
        Set<LinkId> failing = failing(failure);
        Map<LinkId, LinkCondition> left = new HashMap<>(conditions);
        left.keySet().removeAll(failing);
        PathFinder finder = finder(left);
        List<PairLoss> losses = new ArrayList<>();
        before.forEach((pair, then) -> {
            Standing after = standing(finder, pair);
            Loss.between(then, after)
                    .ifPresent(worst ->
                            losses.add(new PairLoss(pair, worst, then, after, saes.getOrDefault(pair, List.of()))));
        });
        losses.sort(Comparator.comparing(PairLoss::worst).thenComparing(PairLoss::pair));
        return new Impact(failure, losses, local(failure));
    }

    private Set<LinkId> failing(Failure failure) {
        Predicate<Link> fails = switch (failure) {
            case Failure.OfKme(var kme) -> link -> link.otherKme(kme).isPresent();
            case Failure.OfLink(var id) -> link -> link.id().equals(id);
            case Failure.OfCable(var cable) ->
                link -> HopCondition.cableOf(link).equals(cable);
        };
        Set<LinkId> failing =
                network.links().stream().filter(fails).map(Link::id).collect(Collectors.toSet());
        boolean known =
                failure instanceof Failure.OfKme(var kme) && network.kme(kme).isPresent();
        if (failing.isEmpty() && !known) {
            throw new IllegalArgumentException("the network has nothing that could fail as " + failure);
        }
        return failing;
    }

    private List<SaePair> local(Failure failure) {
        return failure instanceof Failure.OfKme(var kme)
                ? network.pairs().stream()
                        .filter(pair -> home(pair.first()).equals(kme)
                                && home(pair.second()).equals(kme))
                        .toList()
                : List.of();
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
