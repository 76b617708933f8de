package dk.kronborg.topology.path;

import dk.kronborg.topology.identity.KmeId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The open hops of a network and its KMEs, numbered by names, so that graphs need no names. Immutable. */
final class HopTable {

    private final List<KmeId> kmes;
    private final Map<KmeId, Integer> numbers = new HashMap<>();
    private final Map<Hop, Integer> hopNumbers = new HashMap<>();
    private final List<HopCondition> hops;
    private final int[] ends;
    private final double[] passing;
    private final double[] costs;

    /**
     * A table.
     *
     * @param kmes    by names
     * @param hops    by names
     * @param passing what it costs to pass a relay
     */
    HopTable(List<KmeId> kmes, List<HopCondition> hops, ToDoubleFunction<KmeId> passing) {
        this.kmes = kmes;
        this.hops = List.copyOf(hops);
        this.passing = kmes.stream()
                .mapToDouble(kme -> millionths(passing.applyAsDouble(kme)))
                .toArray();
        this.costs =
                this.hops.stream().mapToDouble(hop -> millionths(hop.cost())).toArray();
        for (KmeId kme : kmes) {
            numbers.put(kme, numbers.size());
        }
        this.ends = new int[2 * hops.size()];
        for (HopCondition condition : hops) {
            Hop hop = condition.hop();
            int number = hopNumbers.size();
            hopNumbers.put(hop, number);
            ends[2 * number] = number(hop.first());
            ends[2 * number + 1] = number(hop.second());
        }
    }

    private static double millionths(double cost) {
        return Math.rint(cost * HopCondition.PRECISION);
    }

    /** How many hops there are: their numbers are below it. */
    int size() {
        return hops.size();
    }

    int number(KmeId kme) {
        return Optional.ofNullable(numbers.get(kme))
                .orElseThrow(() -> new IllegalArgumentException("there is no KME " + kme));
    }

    KmeId kme(int number) {
        return kmes.get(number);
    }

    /** Nothing if the hop is closed. */
    Optional<Integer> number(Hop hop) {
        return Optional.ofNullable(hopNumbers.get(hop));
    }

    HopCondition hop(int number) {
        return hops.get(number);
    }

    /** The KME at the end of a hop whose name is the smaller. */
    int first(int hop) {
        return ends[2 * hop];
    }

    int second(int hop) {
        return ends[2 * hop + 1];
    }

    /** What a hop costs, millionths. */
    double cost(int hop) {
        return costs[hop];
    }

    /** What it costs to pass a KME, millionths. */
    double passing(int kme) {
        return passing[kme];
    }
}
