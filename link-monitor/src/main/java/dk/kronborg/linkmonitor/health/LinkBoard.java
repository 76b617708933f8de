package dk.kronborg.linkmonitor.health;

import dk.kronborg.linkmonitor.keyrate.NullKeyNoise;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.ByNetwork;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** All links of the network, in its order, each with what is known of it now, heard from or not. */
public final class LinkBoard {

    private record Plan(Network network, Map<LinkId, NullKeyNoise> nullKeyNoise) {}

    private final ByNetwork<Plan> plan;
    private final LinkHealthLog log;

    /**
     * All links at one moment. A link that has not moved since an earlier look at the same network has the same report in
     * both.
     *
     * @param mark    of that moment
     * @param network that the links are of
     */
    public record View(String mark, Network network, Map<LinkId, LinkReport> byLink) {

        /** In the order of the network. */
        public List<LinkReport> reports() {
            return List.copyOf(byLink.values());
        }
    }

    public LinkBoard(Supplier<Network> network, LinkHealthLog log) {
        this.plan = new ByNetwork<>(network, LinkBoard::plan);
        this.log = log;
    }

    private static Plan plan(Network network) {
        Map<LinkId, NullKeyNoise> nullKeyNoise = new HashMap<>();
        for (Link link : network.links()) {
            link.cvQkd()
                    .flatMap(setup -> LinkModel.nullKeyNoise(setup, link.commissionedLossDb()))
                    .ifPresent(noise -> nullKeyNoise.put(link.id(), noise));
        }
        return new Plan(network, nullKeyNoise);
    }

    /** Looks anew. */
    public View look() {
        return look(plan.get());
    }

    private View look(Plan present) {
        Map<LinkId, LinkReport> unheard = new LinkedHashMap<>();
        for (Link link : present.network().links()) {
            unheard.put(link.id(), report(present, link, Optional.empty()));
        }
        return seen(present, unheard, log.since(Optional.empty()));
    }

    /** Looks at what has changed since; at everything if the network has. */
    public View look(View before) {
        Plan present = plan.get();
        return present.network() == before.network
                ? seen(present, before.byLink, log.since(Optional.of(before.mark)))
                : look(present);
    }

    private static View seen(Plan present, Map<LinkId, LinkReport> before, LinkHealthLog.Sight sight) {
        Map<LinkId, LinkReport> byLink = new LinkedHashMap<>(before);
        for (LinkHealth health : sight.moved()) {
            present.network()
                    .link(health.link())
                    .ifPresent(link -> byLink.put(link.id(), report(present, link, Optional.of(health))));
        }
        return new View(sight.mark(), present.network(), byLink);
    }

    private static LinkReport report(Plan present, Link link, Optional<LinkHealth> health) {
        return new LinkReport(
                link,
                health.flatMap(known -> known.transmitter().reading()),
                health.flatMap(known -> known.receiver().reading()),
                Optional.ofNullable(present.nullKeyNoise().get(link.id())),
                health.map(LinkState::of));
    }

    /** Whether the network has that link. */
    public boolean knows(LinkId link) {
        return plan.get().network().link(link).isPresent();
    }
}
