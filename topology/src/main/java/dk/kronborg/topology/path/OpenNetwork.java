package dk.kronborg.topology.path;

import dk.kronborg.topology.identity.KmeId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jgrapht.Graph;
import org.jgrapht.GraphPath;
import org.jgrapht.alg.flow.EdmondsKarpMFImpl;
import org.jgrapht.alg.shortestpath.DijkstraShortestPath;
import org.jgrapht.alg.shortestpath.SuurballeKDisjointShortestPaths;
import org.jgrapht.alg.shortestpath.YenShortestPathIterator;
import org.jgrapht.graph.DefaultWeightedEdge;
import org.jgrapht.graph.SimpleDirectedWeightedGraph;
import org.jgrapht.graph.SimpleWeightedGraph;

/**
 * What of the network may be used between two KMEs, as a graph whose nodes are KMEs and whose edges are hops.
 *
 * <p>Weights are whole numbers in the floating point that the library wants, so that its sums are exact; nodes and
 * edges go in by names, so that it always does the same.
 */
final class OpenNetwork {

    private final HopTable table;
    private final int from;
    private final int to;
    private final BitSet open;

    private OpenNetwork(HopTable table, int from, int to, BitSet open) {
        this.table = table;
        this.from = from;
        this.to = to;
        this.open = open;
    }

    /** All hops of a table. */
    OpenNetwork(HopTable table, KmeId from, KmeId to) {
        this(table, table.number(from), table.number(to), new BitSet());
        open.set(0, table.size());
    }

    /** The same without the hops that do not pass the test. */
    OpenNetwork where(Predicate<HopCondition> test) {
        return whereNumbered(hop -> test.test(table.hop(hop)));
    }

    private OpenNetwork whereNumbered(IntPredicate test) {
        BitSet left = new BitSet(table.size());
        open.stream().filter(test).forEach(left::set);
        return new OpenNetwork(table, from, to, left);
    }

    /** The same without hops to KMEs that do not pass the test; the ends need not. */
    OpenNetwork passing(Predicate<KmeId> test) {
        BitSet passable = new BitSet();
        open.stream().forEach(hop -> {
            for (int kme : new int[] {table.first(hop), table.second(hop)}) {
                if (kme == from || kme == to || test.test(table.kme(kme))) {
                    passable.set(kme);
                }
            }
        });
        return whereNumbered(hop -> passable.get(table.first(hop)) && passable.get(table.second(hop)));
    }

    /** What is left when a path takes its relays and its cables. */
    OpenNetwork without(RelayPath path) {
        List<HopCondition> taken = path.hops().stream().map(this::condition).toList();
        return passing(kme -> !path.relays().contains(kme))
                .where(hop -> taken.stream().noneMatch(hop::sharesACableWith));
    }

    /** Whether it leads from end to end over open hops. */
    boolean permits(RelayPath path) {
        return path.from().equals(table.kme(from))
                && path.to().equals(table.kme(to))
                && path.hops().stream()
                        .allMatch(hop -> table.number(hop).filter(open::get).isPresent());
    }

    /** Of a hop that is open. */
    HopCondition condition(Hop hop) {
        return table.hop(number(hop));
    }

    private int number(Hop hop) {
        return table.number(hop)
                .filter(open::get)
                .orElseThrow(() -> new IllegalArgumentException("hop " + hop + " is closed"));
    }

    /** What a path costs whose hops are open. */
    double cost(RelayPath path) {
        double millionths = 0;
        for (Hop hop : path.hops()) {
            millionths += table.cost(number(hop));
        }
        for (KmeId relay : path.relays()) {
            millionths += table.passing(table.number(relay));
        }
        return millionths / HopCondition.PRECISION;
    }

    /** All paths without loops, the cheapest first, computed as they are asked for. */
    Iterator<RelayPath> cheapestFirst() {
        Graph<Integer, Integer> graph = graph();
        if (!graph.containsVertex(from) || !graph.containsVertex(to)) {
            return Collections.emptyIterator();
        }
        Iterator<GraphPath<Integer, Integer>> paths = new YenShortestPathIterator<>(graph, from, to);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return paths.hasNext();
            }

            @Override
            public RelayPath next() {
                return path(paths.next().getVertexList());
            }
        };
    }

    Optional<RelayPath> cheapest() {
        Graph<Integer, Integer> graph = graph();
        return graph.containsVertex(from) && graph.containsVertex(to)
                ? Optional.ofNullable(DijkstraShortestPath.findPathBetween(graph, from, to))
                        .map(path -> path(path.getVertexList()))
                : Optional.empty();
    }

    private RelayPath path(List<Integer> numbers) {
        return new RelayPath(numbers.stream().map(table::kme).toList());
    }

    /** The maximum flow over secret key rates, whole bits a second. */
    double greatestRate() {
        Graph<Integer, Integer> graph = graph();
        open.stream()
                .forEach(
                        hop -> graph.setEdgeWeight(hop, Math.rint(table.hop(hop).secretKeyRate())));
        return graph.containsVertex(from) && graph.containsVertex(to)
                ? new EdmondsKarpMFImpl<>(graph).getMaximumFlowValue(from, to)
                : 0;
    }

    /** Each hop bears half of what its two ends cost: over a whole path the halves add up but for those of the ends. */
    private Graph<Integer, Integer> graph() {
        Graph<Integer, Integer> graph = new SimpleWeightedGraph<>(Integer.class);
        open.stream().forEach(hop -> {
            int first = table.first(hop);
            int second = table.second(hop);
            graph.addVertex(first);
            graph.addVertex(second);
            graph.addEdge(first, second, hop);
            graph.setEdgeWeight(hop, 2 * table.cost(hop) + table.passing(first) + table.passing(second));
        });
        return graph;
    }

    /**
     * Up to so many paths that share no relay, and cost the least together; as many as there are, whatever cables they
     * share. Every relay is split into where one comes in and where one goes out, so that paths that share no edge
     * share no relay.
     */
    List<RelayPath> sharingNoRelay(int count) {
        Graph<Integer, DefaultWeightedEdge> graph = new SimpleDirectedWeightedGraph<>(DefaultWeightedEdge.class);
        graph.addVertex(out(from));
        graph.addVertex(in(to));
        open.stream().forEach(hop -> {
            addArc(graph, table.first(hop), table.second(hop), table.cost(hop));
            addArc(graph, table.second(hop), table.first(hop), table.cost(hop));
        });
        List<RelayPath> paths = new ArrayList<>();
        for (GraphPath<Integer, ?> path :
                new SuurballeKDisjointShortestPaths<>(graph).getPaths(out(from), in(to), count)) {
            paths.add(path(path.getVertexList().stream()
                    .map(side -> side / 2)
                    .distinct()
                    .toList()));
        }
        return paths;
    }

    private void addArc(Graph<Integer, DefaultWeightedEdge> graph, int source, int target, double cost) {
        if (source != to && target != from) {
            split(graph, source);
            split(graph, target);
            graph.setEdgeWeight(graph.addEdge(out(source), in(target)), cost);
        }
    }

    private void split(Graph<Integer, DefaultWeightedEdge> graph, int kme) {
        if (kme != from && kme != to && graph.addVertex(in(kme))) {
            graph.addVertex(out(kme));
            graph.setEdgeWeight(graph.addEdge(in(kme), out(kme)), table.passing(kme));
        }
    }

    private static int in(int kme) {
        return 2 * kme;
    }

    private static int out(int kme) {
        return 2 * kme + 1;
    }
}
