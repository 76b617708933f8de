package dk.kronborg.testbed.soak;

import dk.kronborg.testbed.checker.Answer;
import dk.kronborg.testbed.checker.Fetch;
import dk.kronborg.testbed.checker.History;
import dk.kronborg.testbed.checker.Order;
import dk.kronborg.testbed.checker.Span;
import dk.kronborg.testbed.launcher.RunningDemo;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.path.LinkCondition;
import dk.kronborg.topology.path.NodeFacts;
import dk.kronborg.topology.path.PathFinder;
import dk.kronborg.topology.path.PathRequest;
import dk.kronborg.topology.path.PathSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A fibre is cut, and its devices are dead, so that they do not hand over what they had made before. Whoever still has a
 * way to his partner uses up what is stored, until he has got keys that do not rest on that link. It is mended when all
 * have.
 */
final class LinkCut implements Fault {

    /** Settings of a KME by which pools are small and soon run dry, and quantum keys alone are delivered. */
    static final List<String> SETTINGS = List.of(
            "kronborg.kme.pool.most-blocks=32",
            "kronborg.kme.pqc.stock-blocks=2",
            "kronborg.kme.relay.stock-blocks=2",
            "kronborg.kme.relay.linked-after=10s",
            "kronborg.kme.relay.patience=15s",
            "kronborg.kme.mode.doubt=1d",
            "kronborg.kme.mode.lost=1d",
            "kronborg.kme.mode.recovered=1d",
            "kronborg.kme.mode.recovered-at-most=1d");

    private static final Duration LONGEST_REROUTING = Duration.ofMinutes(10);

    private final Link link;
    private final Traffic traffic;
    private final List<Traffic.Custom> connected;
    private final int separated;

    LinkCut(Link link, Network network, Traffic traffic) {
        this.link = link;
        this.traffic = traffic;
        Map<LinkId, LinkCondition> left = network.links().stream()
                .map(Link::id)
                .filter(id -> !id.equals(link.id()))
                .collect(Collectors.toMap(Function.identity(), _ -> LinkCondition.planned(1)));
        PathFinder finder = new PathFinder(network, left, NodeFacts.planned(network), PathSettings.DEFAULT);
        this.connected = traffic.customs().stream()
                .filter(custom -> custom.slaves().stream().allMatch(slave -> {
                    PathRequest request = new PathRequest(home(network, custom.master()), home(network, slave));
                    return finder.choose(request).isPresent();
                }))
                .toList();
        this.separated = traffic.customs().size() - connected.size();
    }

    private static KmeId home(Network network, String sae) {
        return network.sae(new SaeId(sae)).orElseThrow().kme();
    }

    @Override
    public String words() {
        return "cut " + link.id();
    }

    /** Stores run dry; no key that was ordered is lost by that. */
    @Override
    public boolean isHarmless() {
        return true;
    }

    @Override
    public String befall(RunningDemo demo, History history) throws IOException, InterruptedException {
        String id = link.id().value();
        for (String fault : List.of("dead tx", "dead rx", "cut")) {
            demo.fault(id, fault);
        }
        long cut = System.nanoTime();
        try {
            Waiting.until(
                    LONGEST_REROUTING,
                    () -> {
                        Set<Traffic.Custom> waiting = waiting(history, cut);
                        traffic.hungry().retainAll(waiting);
                        traffic.hungry().addAll(waiting);
                        return waiting.isEmpty();
                    },
                    () -> waiting(history, cut) + " have no keys past " + id);
        } finally {
            traffic.hungry().clear();
            demo.fault(id, "clear");
        }
        Span span = Span.since(cut);
        return String.format(
                Locale.ROOT,
                "; %d pairs past it, who waited %.1f s at most for fresh keys; %d without a way",
                connected.size(),
                longestWait(history, span),
                separated);
    }

    private Set<Traffic.Custom> waiting(History history, long cut) {
        Set<Traffic.Custom> waiting = new HashSet<>(connected);
        for (Fetch fetch : history.fetches()) {
            if (fetch.span().from() - cut > 0
                    && fetch.answer() instanceof Answer.Keys(List<Answer.Seen> keys)
                    && keys.stream().anyMatch(key -> isPast(key.links()))) {
                waiting.removeIf(custom -> custom.master().equals(fetch.master())
                        && custom.slaves().equals(List.of(fetch.slave())));
            }
        }
        return waiting;
    }

    private boolean isPast(Set<String> links) {
        return !links.isEmpty() && !links.contains(link.id().value());
    }

    /** Between two orders that were answered with keys, of those who had a way; seconds. */
    private double longestWait(History history, Span span) {
        Map<String, List<Order>> answered = history.orders().stream()
                .filter(order -> order.answer() instanceof Answer.Keys && span.contains(order.span()))
                .collect(Collectors.groupingBy(order -> order.master() + order.slaves()));
        return connected.stream()
                .mapToDouble(custom -> {
                    LongStream moments =
                            answered.getOrDefault(custom.master() + Set.copyOf(custom.slaves()), List.of()).stream()
                                    .mapToLong(order -> order.span().until() - span.from());
                    long[] sorted = LongStream.concat(LongStream.of(0, span.until() - span.from()), moments)
                            .sorted()
                            .toArray();
                    long longest = 0;
                    for (int i = 1; i < sorted.length; i++) {
                        longest = Math.max(longest, sorted[i] - sorted[i - 1]);
                    }
                    return longest / 1e9;
                })
                .max()
                .orElse(0);
    }
}
