package dk.kronborg.testbed.bench;

import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.path.Hop;
import dk.kronborg.topology.path.LinkCondition;
import dk.kronborg.topology.path.LinkSecurity;
import dk.kronborg.topology.path.PathFinder;
import dk.kronborg.topology.path.PathRequest;
import dk.kronborg.topology.path.PathSettings;
import dk.kronborg.topology.path.RelayPath;
import dk.kronborg.topology.path.WeighedPath;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.HdrHistogram.Histogram;

/**
 * P14: in a large network, from the moment at which a KME knows that a hop of a path is cut, and
 * nothing is stored of it, until it knows another; until it knows two disjoint ones; and until it knows others for all
 * paths of its own to every other KME that led over the hop that most of them take. Computation only.
 */
final class RerouteTime {

    private static final LinkCondition CUT = new LinkCondition(0, 1, 1, 0, 0, LinkSecurity.TRUSTED, 0, false);

    private final Interleaved rounds;
    private final int sites;
    private final LargeNetwork given;
    private final Random random = new Random(1);

    /** Milliseconds. */
    private record Times(double median, double p99, double disjoint, double all, int paths) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "a path: median %.1f, p99 %.1f ms; two disjoint: p99 %.1f ms; all %d of a KME: %.0f ms",
                    median,
                    p99,
                    disjoint,
                    paths,
                    all);
        }
    }

    /** On a network of that size. */
    RerouteTime(Interleaved rounds, int sites, int links) {
        this.rounds = rounds;
        this.sites = sites;
        this.given = LargeNetwork.of(sites, links, 1);
    }

    List<Figure> run() throws IOException {
        List<Round<Times, Double>> times = rounds.run("P14", this::cuts, () -> Double.NaN);
        Bound unasked = Bound.atMost(Double.NaN, Double.NaN);
        return List.of(
                Figure.absolute(
                        "P14", "another path after a cut, p99", "ms", Bound.atMost(Double.NaN, 50), times, Times::p99),
                Figure.absolute("P14", "two disjoint paths after a cut, p99", "ms", unasked, times, Times::disjoint),
                Figure.absolute("P14", "others for all paths of a KME over a hop", "ms", unasked, times, Times::all));
    }

    private Times cuts() throws IOException {
        Histogram one = new Histogram(Duration.ofMinutes(1).toNanos() / 1000, 3);
        Histogram two = new Histogram(Duration.ofMinutes(1).toNanos() / 1000, 3);
        PathFinder whole = finder(given.conditions());
        long end = System.nanoTime() + rounds.plan().armTime().toNanos();
        do {
            int from = random.nextInt(sites);
            PathRequest request = request(from, (from + 1 + random.nextInt(sites - 1)) % sites);
            RelayPath path = found(whole.choose(request)).path();
            Hop cut = path.hops().get(random.nextInt(path.hops().size()));
            Map<LinkId, LinkCondition> conditions = without(cut);
            long start = System.nanoTime();
            PathFinder finder = finder(conditions);
            Optional<WeighedPath> other = finder.choose(request, Optional.of(path));
            one.recordValue((System.nanoTime() - start) / 1000);
            finder.disjoint(request, 2);
            two.recordValue((System.nanoTime() - start) / 1000);
            if (other.isPresent() && other.get().path().hops().contains(cut)) {
                throw new IOException("from " + path + " to " + other.get().path() + " over the cut " + cut);
            }
        } while (System.nanoTime() - end < 0);
        List<RelayPath> busiest = busiest(whole, random.nextInt(sites));
        long start = System.nanoTime();
        PathFinder finder = finder(without(busiest.getFirst().hops().getFirst()));
        for (RelayPath path : busiest) {
            finder.choose(new PathRequest(path.from(), path.to()), Optional.of(path));
        }
        return new Times(
                one.getValueAtPercentile(50) / 1e3,
                one.getValueAtPercentile(99) / 1e3,
                two.getValueAtPercentile(99) / 1e3,
                (System.nanoTime() - start) / 1e6,
                busiest.size());
    }

    /** The paths of a KME that begin with the hop with which most of them do. */
    private List<RelayPath> busiest(PathFinder finder, int from) throws IOException {
        Map<Hop, List<RelayPath>> byHop = new HashMap<>();
        for (int to = 0; to < sites; to++) {
            if (to != from) {
                RelayPath path = found(finder.choose(request(from, to))).path();
                byHop.computeIfAbsent(path.hops().getFirst(), hop -> new ArrayList<>())
                        .add(path);
            }
        }
        return byHop.values().stream()
                .reduce((one, other) -> other.size() > one.size() ? other : one)
                .orElseThrow();
    }

    private static PathRequest request(int from, int to) {
        return new PathRequest(LargeNetwork.kme(from), LargeNetwork.kme(to));
    }

    private static WeighedPath found(Optional<WeighedPath> path) throws IOException {
        return path.orElseThrow(() -> new IOException("the network falls apart"));
    }

    private PathFinder finder(Map<LinkId, LinkCondition> conditions) {
        return new PathFinder(given.network(), conditions, given.facts(), PathSettings.DEFAULT);
    }

    private Map<LinkId, LinkCondition> without(Hop hop) {
        Map<LinkId, LinkCondition> conditions = new HashMap<>(given.conditions());
        given.network().links().stream()
                .filter(link -> hop.equals(
                        new Hop(link.transmitter().kme(), link.receiver().kme())))
                .forEach(link -> conditions.put(link.id(), CUT));
        return conditions;
    }
}
