package dk.kronborg.topology.path;

import dk.kronborg.topology.identity.CableId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What the links of a hop amount to that serve keys: they fill the same pools, so stores, rates, demands and reserves
 * add up; the suspicion is the highest of them, since a pad may come from any.
 *
 * @param links         that serve, by names
 * @param cables        that those lie in; a link whose cable is not known is a cable of its own, of the link's name
 * @param cost          without the relays at its ends, to a millionth
 */
public record HopCondition(
        Hop hop, List<LinkId> links, Set<CableId> cables, double storedBits, double secretKeyRate, double cost) {

    /** Costs are whole millionths, so that sums of them are exact and equal costs are equal. */
    static final double PRECISION = 1e6;

    /** No hop costs more: sums stay exact. */
    private static final double MOST = 1e6;

    public HopCondition {
        links = List.copyOf(links);
        cables = Collections.unmodifiableSet(new TreeSet<>(cables));
    }

    /** Of all links between two KMEs; nothing if none of them serves, or their store is below its reserve. */
    static Optional<HopCondition> of(
            Hop hop, List<Link> links, Function<Link, Optional<LinkCondition>> conditions, CostWeights weights) {
        List<LinkId> serving = new ArrayList<>();
        Set<CableId> cables = new TreeSet<>();
        double stored = 0;
        double target = 0;
        double reserve = 0;
        double demand = 0;
        double rate = 0;
        double suspicion = 0;
        for (Link link : links) {
            Optional<LinkCondition> known = conditions.apply(link);
            if (known.isPresent()) {
                LinkCondition condition = known.get();
                serving.add(link.id());
                cables.add(cableOf(link));
                stored += (double) condition.storedBits();
                target += (double) condition.targetBits();
                reserve += (double) condition.reserveBits();
                demand += condition.demand();
                rate += condition.secretKeyRate();
                suspicion = Math.max(suspicion, condition.suspicion());
            }
        }
        if (serving.isEmpty() || stored < reserve) {
            return Optional.empty();
        }
        double cost = Math.min(MOST, weights.of(stored, target, demand, rate, suspicion));
        return Optional.of(new HopCondition(
                hop, serving, cables, stored, rate, Math.max(1, Math.rint(cost * PRECISION)) / PRECISION));
    }

    /** The cable that a link lies in; if none is known, one of the link's name. */
    public static CableId cableOf(Link link) {
        return link.cable().orElseGet(() -> new CableId(link.id().value()));
    }

    /** What it can give until then, bits. */
    double width(Duration horizon) {
        return storedBits + secretKeyRate * (horizon.toMillis() / 1000.0);
    }

    /** Whether a cable may hold links of both. */
    boolean sharesACableWith(HopCondition other) {
        return !Collections.disjoint(cables, other.cables);
    }
}
