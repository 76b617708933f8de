package dk.kronborg.topology.planning;

import dk.kronborg.topology.allocation.Allocation;
import dk.kronborg.topology.allocation.Flow;
import dk.kronborg.topology.allocation.LinkBudget;
import dk.kronborg.topology.allocation.Refusal;
import dk.kronborg.topology.network.Fault;
import dk.kronborg.topology.network.Guarantee;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.path.Hop;
import dk.kronborg.topology.path.LinkCondition;
import dk.kronborg.topology.path.NodeFacts;
import dk.kronborg.topology.path.PathFinder;
import dk.kronborg.topology.path.PathRequest;
import dk.kronborg.topology.path.PathSettings;
import dk.kronborg.topology.path.WeighedPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Whether a network can keep what it guarantees: on every hop the guaranteed rates of all whose path leads over it are at most
 * {@link LinkBudget#GUARANTEED_PART} of what its links make.
 */
public final class Admission {

    private Admission() {}

    /**
     * The guarantees that cannot be kept, in the order of the network; each is tried beside those before it.
     *
     * @param rates secret bits a second that links make
     */
    public static List<Fault> faults(Network network, ToDoubleFunction<Link> rates) {
        PathFinder paths = new PathFinder(
                network,
                network.links().stream().collect(Collectors.toMap(Link::id, _ -> LinkCondition.planned(1))),
                NodeFacts.planned(network),
                PathSettings.DEFAULT);
        List<Guarantee> guarantees = network.guarantees();
        List<Fault> faults = new ArrayList<>();
        List<Flow<Integer, Hop>> flows = new ArrayList<>();
        for (int i = 0; i < guarantees.size(); i++) {
            Guarantee guarantee = guarantees.get(i);
            Optional<WeighedPath> path = paths.choose(new PathRequest(guarantee.from(), guarantee.to()));
            if (path.isEmpty()) {
                faults.add(fault(i, "there is no way from " + guarantee));
            } else {
                double rate = (double) guarantee.bitsPerSecond();
                flows.add(new Flow<>(i, path.get().path().hops(), 1, rate, rate));
            }
        }
        Map<Hop, Double> made = new HashMap<>();
        network.links()
                .forEach(link -> made.merge(
                        new Hop(link.transmitter().kme(), link.receiver().kme()),
                        rates.applyAsDouble(link),
                        Double::sum));
        Map<Hop, LinkBudget> budgets = new HashMap<>();
        made.forEach((hop, rate) -> budgets.put(hop, LinkBudget.all(rate)));
        for (Refusal<Integer, Hop> refusal : Allocation.of(budgets, flows).refused()) {
            faults.add(fault(
                    refusal.flow(),
                    "from " + guarantees.get(refusal.flow()) + " " + Math.round(refusal.asked())
                            + " bit/s cannot be guaranteed: of the hop " + refusal.link() + " "
                            + (long) refusal.available() + " bit/s are left for guarantees"));
        }
        return List.copyOf(faults);
    }

    private static Fault fault(int index, String text) {
        return new Fault("guarantees[" + index + ']', text);
    }
}
