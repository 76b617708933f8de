package dk.kronborg.kms.relay;

import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.path.Hop;
import dk.kronborg.topology.path.PathFinder;
import dk.kronborg.topology.path.PathRequest;
import dk.kronborg.topology.path.RelayPath;
import dk.kronborg.topology.path.WeighedPath;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Which paths relays from here take: the best that there are past hops where a share got stuck of late. A hop is avoided
 * for 10 s, and twice as long each time that it holds up another share, for a minute at most; one that is merely short of
 * pads for as long as is set, each time.
 *
 * <p>Which hops are avoided goes by what this KME sees itself. Safe for use by several threads.
 */
public final class RelayRoutes {

    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** A hop that held a share up; times in nanoseconds. */
    private record Avoided(long since, long length) {

        boolean isOver(long now) {
            return now - since >= length;
        }

        boolean endsBefore(Avoided other) {
            return since + length - (other.since + other.length) < 0;
        }

        /** A hop of which nothing bad was heard for as long again is as good as any. */
        boolean isForgotten(long now) {
            return now - since >= 2 * length;
        }
    }

    private final KmeId here;
    private final Supplier<PathFinder> finder;
    private final Duration spared;
    private final LongSupplier nanoTime;
    private final Map<Hop, Avoided> avoided = new HashMap<>();
    private final Map<KmeId, RelayPath> current = new ConcurrentHashMap<>();

    /**
     * The routes of one KME.
     *
     * @param finder   of paths under the conditions that are known now
     * @param spared   how long a hop is gone round that is short of pads
     * @param nanoTime a clock that only goes forward, nanoseconds
     */
    public RelayRoutes(KmeId here, Supplier<PathFinder> finder, Duration spared, LongSupplier nanoTime) {
        this.here = here;
        this.finder = finder;
        this.spared = spared;
        this.nanoTime = nanoTime;
    }

    /**
     * Paths to there, of which no two have a node between or a cable in common; none is a link from here to there.
     *
     * @param count   how many
     * @param without hops that they do not take
     * @return nothing if there are not as many
     */
    public List<List<KmeId>> paths(KmeId to, int count, Set<Hop> without) {
        Set<Hop> hops = new HashSet<>(avoided());
        hops.addAll(without);
        hops.add(new Hop(here, to));
        PathRequest request = new PathRequest(here, to).avoiding(Set.of(), hops);
        List<RelayPath> paths = count == 1
                ? finder.get().choose(request, Optional.ofNullable(current.get(to))).map(WeighedPath::path).stream()
                        .toList()
                : finder.get().disjoint(request, count).paths().stream()
                        .map(WeighedPath::path)
                        .toList();
        if (count == 1) {
            paths.forEach(path -> current.put(to, path));
        }
        return paths.size() < count
                ? List.of()
                : paths.stream().map(RelayPath::kmes).toList();
    }

    private synchronized Set<Hop> avoided() {
        long now = nanoTime.getAsLong();
        avoided.values().removeIf(known -> known.isForgotten(now));
        return avoided.entrySet().stream()
                .filter(known -> !known.getValue().isOver(now))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** There is too little key for a share there: that is over soon, or not, but nobody is to blame. */
    public synchronized void spare(Hop hop) {
        long now = nanoTime.getAsLong();
        avoided.merge(
                hop, new Avoided(now, spared.toNanos()), (known, fresh) -> known.endsBefore(fresh) ? fresh : known);
    }

    /** A share got stuck there. */
    public synchronized void avoid(Hop hop) {
        long now = nanoTime.getAsLong();
        avoided.merge(
                hop,
                new Avoided(now, SHORTEST.toNanos()),
                (known, fresh) ->
                        known.isOver(now) ? new Avoided(now, Math.min(LONGEST.toNanos(), 2 * known.length)) : known);
    }
}
