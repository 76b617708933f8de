package dk.kronborg.linkmonitor.health;

import dk.kronborg.linkmonitor.keyrate.FailureProbabilities;
import dk.kronborg.linkmonitor.keyrate.LossDb;
import dk.kronborg.linkmonitor.keyrate.NullKeyNoise;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All links of the network, in its order, each with what is known of it now, heard from or not. */
public final class LinkBoard {

    private final Network network;
    private final LinkHealthLog log;
    private final Map<LinkId, NullKeyNoise> nullKeyNoise = new HashMap<>();

    /**
     * All links at one moment. A link that has not moved since an earlier look has the same report in both.
     *
     * @param mark of that moment
     */
    public record View(String mark, Map<LinkId, LinkReport> byLink) {

        /** In the order of the network. */
        public List<LinkReport> reports() {
            return List.copyOf(byLink.values());
        }
    }

    public LinkBoard(Network network, LinkHealthLog log) {
        this.network = network;
        this.log = log;
        for (Link link : network.links()) {
            link.cvQkd()
                    .flatMap(setup -> NullKeyNoise.finiteSize(
                            setup, new LossDb(link.commissionedLossDb()).transmittance(), FailureProbabilities.DEFAULT))
                    .ifPresent(noise -> nullKeyNoise.put(link.id(), noise));
        }
    }

    /** Looks anew. */
    public View look() {
        Map<LinkId, LinkReport> unheard = new LinkedHashMap<>();
        for (Link link : network.links()) {
            unheard.put(link.id(), report(link, Optional.empty()));
        }
        return seen(unheard, log.since(Optional.empty()));
    }

    /** Looks at what has changed since. */
    public View look(View before) {
        return seen(before.byLink, log.since(Optional.of(before.mark)));
    }

    private View seen(Map<LinkId, LinkReport> before, LinkHealthLog.Sight sight) {
        Map<LinkId, LinkReport> byLink = new LinkedHashMap<>(before);
        for (LinkHealth health : sight.moved()) {
            network.link(health.link()).ifPresent(link -> byLink.put(link.id(), report(link, Optional.of(health))));
        }
        return new View(sight.mark(), byLink);
    }

    private LinkReport report(Link link, Optional<LinkHealth> health) {
        return new LinkReport(
                link,
                health.flatMap(known -> known.transmitter().reading()),
                health.flatMap(known -> known.receiver().reading()),
                Optional.ofNullable(nullKeyNoise.get(link.id())),
                health.map(LinkState::of));
    }

    /** Whether the network has that link. */
    public boolean knows(LinkId link) {
        return network.link(link).isPresent();
    }
}
