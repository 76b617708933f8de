package dk.kronborg.linkmonitor.health;

import dk.kronborg.linkmonitor.history.LinkHistory;
import dk.kronborg.linkmonitor.history.Reading;
import dk.kronborg.linkmonitor.keyrate.FailureProbabilities;
import dk.kronborg.linkmonitor.keyrate.LossDb;
import dk.kronborg.linkmonitor.keyrate.NullKeyNoise;
import dk.kronborg.linkmonitor.telemetry.LinkSide;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All links of the network, in its order, each with what is known of it now, heard from or not. */
public final class LinkBoard {

    private record End(LinkId link, LinkSide side) {}

    private final Network network;
    private final LinkHistory history;
    private final Map<LinkId, NullKeyNoise> nullKeyNoise = new HashMap<>();

    public LinkBoard(Network network, LinkHistory history) {
        this.network = network;
        this.history = history;
        for (Link link : network.links()) {
            link.cvQkd()
                    .flatMap(setup -> NullKeyNoise.finiteSize(
                            setup, new LossDb(link.commissionedLossDb()).transmittance(), FailureProbabilities.DEFAULT))
                    .ifPresent(noise -> nullKeyNoise.put(link.id(), noise));
        }
    }

    public List<LinkReport> reports() {
        Map<End, Reading> latest = history.latest().stream()
                .collect(Collectors.toMap(reading -> new End(reading.link(), reading.side()), Function.identity()));
        return network.links().stream().map(link -> report(link, latest)).toList();
    }

    /** Whether the network has that link. */
    public boolean knows(LinkId link) {
        return network.link(link).isPresent();
    }

    private LinkReport report(Link link, Map<End, Reading> latest) {
        return new LinkReport(
                link,
                Optional.ofNullable(latest.get(new End(link.id(), LinkSide.TRANSMITTER))),
                Optional.ofNullable(latest.get(new End(link.id(), LinkSide.RECEIVER))),
                Optional.ofNullable(nullKeyNoise.get(link.id())));
    }
}
