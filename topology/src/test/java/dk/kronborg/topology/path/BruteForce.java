package dk.kronborg.topology.path;

import dk.kronborg.topology.identity.CableId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.network.Link;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Says the same as a {@link PathFinder} by looking at every path there is, straight from the definitions. */
final class BruteForce {

    private final GeneratedNetwork given;
    private final PathRequest request;
    private final PathSettings settings;

    BruteForce(GeneratedNetwork given, PathRequest request, PathSettings settings) {
        this.given = given;
        this.request = request;
        this.settings = settings;
    }

    /** Every path that may be taken, the best first. */
    List<WeighedPath> all() {
        List<WeighedPath> all = new ArrayList<>();
        extend(new ArrayList<>(List.of(request.from())), all);
        all.sort(WeighedPath.CHEAPEST);
        return all;
    }

    private void extend(List<KmeId> begun, List<WeighedPath> all) {
        KmeId last = begun.getLast();
        if (last.equals(request.to())) {
            RelayPath path = new RelayPath(begun);
            all.add(new WeighedPath(path, cost(path), width(path)));
            return;
        }
        NodeFacts facts = Objects.requireNonNull(given.facts().get(last));
        boolean passable = last.equals(request.from())
                || (facts.mayRelay() && !request.avoidedKmes().contains(last));
        for (var kme : given.network().kmes()) {
            if (passable && !begun.contains(kme.id()) && open(last, kme.id())) {
                begun.addLast(kme.id());
                extend(begun, all);
                begun.removeLast();
            }
        }
    }

    private boolean open(KmeId one, KmeId other) {
        List<LinkCondition> serving = serving(one, other);
        return !serving.isEmpty()
                && !request.avoidedHops().contains(new Hop(one, other))
                && serving.stream().mapToLong(LinkCondition::storedBits).sum()
                        >= serving.stream()
                                .mapToLong(LinkCondition::reserveBits)
                                .sum();
    }

    private List<Link> links(KmeId one, KmeId other) {
        return given.network().links().stream()
                .filter(link -> link.otherKme(one).filter(other::equals).isPresent())
                .filter(link -> {
                    LinkCondition condition = given.conditions().get(link.id());
                    return condition != null
                            && !condition.locked()
                            && (condition.security() == LinkSecurity.TRUSTED
                                    || (condition.security() == LinkSecurity.SUSPECT && !request.refusesSuspect()));
                })
                .toList();
    }

    private List<LinkCondition> serving(KmeId one, KmeId other) {
        return links(one, other).stream()
                .map(link -> given.conditions().get(link.id()))
                .toList();
    }

    private double cost(RelayPath path) {
        double cost = 0;
        for (Hop hop : path.hops()) {
            List<LinkCondition> serving = serving(hop.first(), hop.second());
            double stored =
                    serving.stream().mapToDouble(LinkCondition::storedBits).sum();
            double target =
                    serving.stream().mapToDouble(LinkCondition::targetBits).sum();
            double demand = serving.stream().mapToDouble(LinkCondition::demand).sum();
            double rate =
                    serving.stream().mapToDouble(LinkCondition::secretKeyRate).sum();
            double suspicion =
                    serving.stream().mapToDouble(LinkCondition::suspicion).max().orElse(0);
            double exact = 1 + 4 * Math.max(0, 1 - stored / target) + 2 * demand / Math.max(rate, 256) + 10 * suspicion;
            cost += Math.rint(exact * 1e6);
        }
        for (KmeId relay : path.relays()) {
            cost += 2e6
                    * switch (Objects.requireNonNull(given.facts().get(relay)).trust()) {
                        case MANNED -> 0;
                        case UNMANNED -> 1;
                        case FOREIGN -> 2;
                    };
        }
        return cost / 1e6;
    }

    private double width(RelayPath path) {
        return path.hops().stream()
                .mapToDouble(hop -> serving(hop.first(), hop.second()).stream()
                        .mapToDouble(link -> (double) link.storedBits()
                                + link.secretKeyRate() * settings.horizon().toSeconds())
                        .sum())
                .min()
                .orElseThrow();
    }

    /** Which cables a path lies in; a link whose cable is not known is one of its own. */
    Set<CableId> cables(RelayPath path) {
        Set<CableId> cables = new HashSet<>();
        for (Hop hop : path.hops()) {
            for (Link link : links(hop.first(), hop.second())) {
                cables.add(link.cable().orElse(new CableId("only-" + link.id())));
            }
        }
        return cables;
    }

    boolean apart(RelayPath one, RelayPath other) {
        Set<KmeId> relays = new HashSet<>(one.relays());
        relays.retainAll(other.relays());
        Set<CableId> cables = cables(one);
        cables.retainAll(cables(other));
        return relays.isEmpty() && cables.isEmpty();
    }

    /** How many paths that are apart there are, up to a number. */
    int mostApart(int most) {
        return mostApart(all().stream().map(WeighedPath::path).toList(), most);
    }

    private int mostApart(List<RelayPath> left, int most) {
        int found = 0;
        for (int i = 0; i < left.size() && found < most; i++) {
            RelayPath first = left.get(i);
            List<RelayPath> others = left.subList(i + 1, left.size()).stream()
                    .filter(other -> apart(first, other))
                    .toList();
            found = Math.max(found, 1 + (most > 1 ? mostApart(others, most - 1) : 0));
        }
        return found;
    }

    /** What the cheapest two paths that are apart cost together. */
    double cheapestTwoApart() {
        List<WeighedPath> all = all();
        double cheapest = Double.POSITIVE_INFINITY;
        for (WeighedPath one : all) {
            for (WeighedPath other : all) {
                if (apart(one.path(), other.path())) {
                    cheapest = Math.min(cheapest, one.cost() + other.cost());
                }
            }
        }
        return cheapest;
    }
}
