package dk.kronborg.topology.path;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Seeks paths that share neither relay nor cable.
 *
 * <p>First it takes the cheapest paths that share no relay. While two of them share a cable, one of the two hops is
 * given up, either in turn, the cheapest outcome first. That misses sets in which a path takes both hops. So if it
 * fails, first paths are tried one by one, and the others sought in what they leave.
 */
final class DisjointSearch {

    private int effort;
    private boolean exhausted;

    /** A search that looks for sets of paths at most so often. */
    DisjointSearch(int effort) {
        this.effort = effort;
    }

    /** Whether it gave up before it had seen everything. */
    boolean exhausted() {
        return exhausted;
    }

    /** Exactly so many paths, or nothing. */
    Optional<List<RelayPath>> find(OpenNetwork network, int count) {
        if (count == 1) {
            return network.cheapest().map(List::of);
        }
        Attempt relaxed = new Attempt(Set.of(), network, count);
        if (relaxed.paths.size() < count) {
            return Optional.empty();
        }
        if (relaxed.contested.isEmpty()) {
            return Optional.of(relaxed.paths);
        }
        if (oneCableIsOnEveryPath(network)) {
            return Optional.empty();
        }
        Optional<List<RelayPath>> found = byGivingUpHops(network, relaxed, count);
        return found.isPresent() ? found : byFirstPaths(network, count);
    }

    /** If so, it is on the cheapest too. */
    private static boolean oneCableIsOnEveryPath(OpenNetwork network) {
        return network.cheapest().stream()
                .flatMap(path -> path.hops().stream())
                .flatMap(hop -> network.condition(hop).cables().stream())
                .distinct()
                .anyMatch(cable -> network.where(hop -> !hop.cables().contains(cable))
                        .cheapest()
                        .isEmpty());
    }

    private Optional<List<RelayPath>> byGivingUpHops(OpenNetwork network, Attempt relaxed, int count) {
        int left = effort / 2;
        Set<Set<Hop>> tried = new HashSet<>();
        PriorityQueue<Attempt> attempts = new PriorityQueue<>(Attempt.CHEAPEST);
        attempts.add(relaxed);
        while (!attempts.isEmpty()) {
            Attempt attempt = attempts.poll();
            if (attempt.contested.isEmpty()) {
                return Optional.of(attempt.paths);
            }
            for (Hop hop : attempt.contested) {
                Set<Hop> givenUp = new HashSet<>(attempt.givenUp);
                givenUp.add(hop);
                if (tried.add(givenUp) && effort > left) {
                    effort--;
                    Attempt next = new Attempt(givenUp, network, count);
                    if (next.paths.size() == count) {
                        attempts.add(next);
                    }
                }
            }
        }
        return Optional.empty();
    }

    private Optional<List<RelayPath>> byFirstPaths(OpenNetwork network, int count) {
        Iterator<RelayPath> firsts = network.cheapestFirst();
        while (firsts.hasNext()) {
            if (effort == 0) {
                exhausted = true;
                return Optional.empty();
            }
            effort--;
            RelayPath first = firsts.next();
            Optional<List<RelayPath>> others = find(network.without(first), count - 1);
            if (others.isPresent()) {
                List<RelayPath> found = new ArrayList<>(others.get());
                found.addFirst(first);
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /** The cheapest paths that share no relay and do without certain hops. */
    private static final class Attempt {

        static final Comparator<Attempt> CHEAPEST = Comparator.<Attempt>comparingDouble(attempt -> attempt.cost)
                .thenComparing(
                        attempt -> attempt.givenUp.stream().sorted().toList().toString());

        final Set<Hop> givenUp;
        final List<RelayPath> paths;
        final double cost;

        /** Two hops of different paths with a cable in common; none if the paths share none. */
        final List<Hop> contested;

        Attempt(Set<Hop> givenUp, OpenNetwork network, int count) {
            this.givenUp = givenUp;
            this.paths = network.where(hop -> !givenUp.contains(hop.hop())).sharingNoRelay(count);
            this.cost = paths.stream().mapToDouble(network::cost).sum();
            this.contested = contested(network);
        }

        private List<Hop> contested(OpenNetwork network) {
            for (int i = 0; i < paths.size(); i++) {
                for (RelayPath other : paths.subList(i + 1, paths.size())) {
                    for (Hop hop : paths.get(i).hops()) {
                        for (Hop rival : other.hops()) {
                            if (network.condition(hop).sharesACableWith(network.condition(rival))) {
                                return List.of(hop, rival);
                            }
                        }
                    }
                }
            }
            return List.of();
        }
    }
}
