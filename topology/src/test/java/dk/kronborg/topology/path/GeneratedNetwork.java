package dk.kronborg.topology.path;

import dk.kronborg.topology.identity.CableId;
import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.identity.SiteId;
import dk.kronborg.topology.network.CvQkdParameters;
import dk.kronborg.topology.network.DvQkdParameters;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.LinkEnd;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.Site;
import dk.kronborg.topology.network.Technology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A small random network with parallel links and shared cables, and random conditions on it. */
public record GeneratedNetwork(
        Network network, Map<LinkId, LinkCondition> conditions, Map<KmeId, NodeFacts> facts, KmeId from, KmeId to) {

    private static final DvQkdParameters DV = new DvQkdParameters(
            1e9,
            0.5,
            0.2,
            100,
            0.5,
            0.01,
            Optional.empty(),
            1.16,
            100_000,
            0.11,
            CvQkdParameters.DetectorTrust.TRUSTED,
            1);

    /**
     * The network of a seed.
     *
     * @param cables whether links share cables and hops have several links
     */
    static GeneratedNetwork of(long seed, boolean cables) {
        Random random = new Random(seed);
        int nodes = 4 + random.nextInt(4);
        List<Link> links = new ArrayList<>();
        int count = nodes + random.nextInt(nodes + 1);
        for (int i = 0; i < count; i++) {
            int from = random.nextInt(nodes);
            int to = (from + 1 + random.nextInt(nodes - 1)) % nodes;
            Optional<CableId> cable = cables && random.nextInt(3) > 0
                    ? Optional.of(new CableId("C" + random.nextInt(4)))
                    : Optional.empty();
            links.add(link("L" + i, kme(from), kme(to), cable));
        }
        Map<LinkId, LinkCondition> conditions = new HashMap<>();
        for (Link link : links) {
            if (random.nextInt(20) > 0) {
                conditions.put(link.id(), condition(random));
            }
        }
        Map<KmeId, NodeFacts> facts = new HashMap<>();
        for (int i = 0; i < nodes; i++) {
            facts.put(kme(i), new NodeFacts(anyOf(List.of(NodeTrust.values()), random), random.nextInt(10) > 0));
        }
        return new GeneratedNetwork(network(nodes, links), conditions, facts, kme(0), kme(1));
    }

    /** Few different values, so that costs and widths are often equal. */
    private static LinkCondition condition(Random random) {
        LinkSecurity security =
                random.nextInt(6) > 0 ? LinkSecurity.TRUSTED : anyOf(List.of(LinkSecurity.values()), random);
        return new LinkCondition(
                500L * random.nextInt(5),
                1000,
                random.nextInt(6) > 0 ? 0 : 600,
                100.0 * random.nextInt(4),
                200.0 * random.nextInt(4),
                security,
                random.nextInt(4) > 0 ? 0 : random.nextInt(3) / 3.0,
                random.nextInt(12) == 0);
    }

    private static <T> T anyOf(List<T> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }

    static KmeId kme(int number) {
        return new KmeId("K" + number);
    }

    static Network network(int nodes, List<Link> links) {
        List<Site> sites = new ArrayList<>();
        List<Kme> kmes = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            SiteId site = new SiteId("S" + i);
            sites.add(new Site(site, "Site " + i, 55, 12));
            kmes.add(new Kme(kme(i), site, Optional.empty()));
        }
        return new Network(new DomainId("DK.QCI"), sites, kmes, List.of(), links, List.of());
    }

    static Link link(String id, KmeId from, KmeId to, Optional<CableId> cable) {
        return new Link(
                new LinkId(id),
                Technology.DV_QKD,
                10,
                3.5,
                new LinkEnd(new DeviceId(id + "-TX"), from, Optional.empty()),
                new LinkEnd(new DeviceId(id + "-RX"), to, Optional.empty()),
                Optional.empty(),
                Optional.of(DV),
                cable);
    }
}
