package dk.kronborg.topology.allocation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Who takes how much: everybody who was admitted what was guaranteed to him, and of the rest weighted max-min fair
 * shares. So nobody could get more without somebody getting less whose share, for his weight, is not larger.
 *
 * @param rates   of the flows that were admitted, bits a second, in the order of the flows
 * @param refused those whose guarantee cannot be kept; they get nothing
 */
public record Allocation<F, L>(Map<F, Double> rates, List<Refusal<F, L>> refused) {

    public Allocation {
        rates = Collections.unmodifiableMap(new LinkedHashMap<>(rates));
        refused = List.copyOf(refused);
    }

    /**
     * Divides links among flows.
     *
     * @param flows in the order in which guarantees are given; for the rest the order does not matter
     * @throws IllegalArgumentException if a flow takes from a link of which there is no budget, or two have one name
     */
    public static <F, L> Allocation<F, L> of(Map<L, LinkBudget> links, List<Flow<F, L>> flows) {
        check(links, flows);
        List<Refusal<F, L>> refused = new ArrayList<>();
        List<Flow<F, L>> admitted = admit(links, flows, refused);
        Map<L, Double> left = new HashMap<>();
        Map<L, Double> guaranteed = onLinks(admitted, Flow::guaranteed);
        links.forEach((link, budget) ->
                left.put(link, Math.max(0, budget.shareable() - guaranteed.getOrDefault(link, 0.0))));
        return new Allocation<>(fill(left, admitted), refused);
    }

    private static <F, L> void check(Map<L, LinkBudget> links, List<Flow<F, L>> flows) {
        Map<F, Flow<F, L>> known = new HashMap<>();
        for (Flow<F, L> flow : flows) {
            if (known.put(flow.id(), flow) != null) {
                throw new IllegalArgumentException("flow " + flow.id() + " is named twice");
            }
            for (L link : flow.links()) {
                if (!links.containsKey(link)) {
                    throw new IllegalArgumentException("flow " + flow.id() + " takes from unknown link " + link);
                }
            }
        }
    }

    private static <F, L> List<Flow<F, L>> admit(
            Map<L, LinkBudget> links, List<Flow<F, L>> flows, List<Refusal<F, L>> refused) {
        Map<L, Double> available = new HashMap<>();
        links.forEach((link, budget) -> available.put(link, budget.guaranteeable()));
        List<Flow<F, L>> admitted = new ArrayList<>();
        for (Flow<F, L> flow : flows) {
            Optional<Refusal<F, L>> refusal = refusal(flow, available);
            if (refusal.isPresent()) {
                refused.add(refusal.get());
            } else {
                flow.links().forEach(link -> available.merge(link, -flow.guaranteed(), Double::sum));
                admitted.add(flow);
            }
        }
        return admitted;
    }

    private static <F, L> Optional<Refusal<F, L>> refusal(Flow<F, L> flow, Map<L, Double> available) {
        L scarcest = flow.links().getFirst();
        for (L link : flow.links()) {
            if (available.getOrDefault(link, 0.0) < available.getOrDefault(scarcest, 0.0)) {
                scarcest = link;
            }
        }
        // Guarantees that were given may leave less than nothing, by rounding.
        double most = Math.max(0, available.getOrDefault(scarcest, 0.0));
        return flow.guaranteed() > most
                ? Optional.of(new Refusal<>(flow.id(), scarcest, flow.guaranteed(), most))
                : Optional.empty();
    }

    /**
     * Progressive filling: the level of all active flows rises, a flow taking its weight times the level, until a link is
     * full or a flow has what it can use; those that this concerns stop there, and the others go on.
     */
    private static <F, L> Map<F, Double> fill(Map<L, Double> left, List<Flow<F, L>> flows) {
        Map<F, Double> rates = new LinkedHashMap<>();
        flows.forEach(flow -> rates.put(flow.id(), 0.0));
        Map<L, Double> room = new HashMap<>(left);
        List<Flow<F, L>> active = new ArrayList<>(flows);
        while (!active.isEmpty()) {
            Map<L, Double> weights = onLinks(active, Flow::weight);
            Map<F, Double> ends = new HashMap<>();
            for (Flow<F, L> flow : active) {
                double end = (flow.most() - flow.guaranteed()) / flow.weight();
                for (L link : flow.links()) {
                    end = Math.min(
                            end, room.getOrDefault(link, 0.0) / weights.getOrDefault(link, Double.POSITIVE_INFINITY));
                }
                ends.put(flow.id(), end);
            }
            double level = Collections.min(ends.values());
            List<Flow<F, L>> stopped = active.stream()
                    .filter(flow -> ends.getOrDefault(flow.id(), level) <= level)
                    .toList();
            for (Flow<F, L> flow : stopped) {
                double extra = flow.weight() * level;
                rates.put(flow.id(), Math.min(flow.most(), flow.guaranteed() + extra));
                flow.links().forEach(link -> room.merge(link, -extra, (had, taken) -> Math.max(0, had + taken)));
            }
            active.removeAll(stopped);
        }
        return rates;
    }

    private static <F, L> Map<L, Double> onLinks(List<Flow<F, L>> flows, ToDoubleFunction<Flow<F, L>> of) {
        Map<L, Double> sums = new HashMap<>();
        for (Flow<F, L> flow : flows) {
            flow.links().forEach(link -> sums.merge(link, of.applyAsDouble(flow), Double::sum));
        }
        return sums;
    }
}
