package dk.kronborg.testbed.bench;

import dk.kronborg.topology.identity.CableId;
import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.identity.SiteId;
import dk.kronborg.topology.network.CvQkdParameters.DetectorTrust;
import dk.kronborg.topology.network.DvQkdParameters;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.LinkEnd;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.Site;
import dk.kronborg.topology.network.Technology;
import dk.kronborg.topology.path.LinkCondition;
import dk.kronborg.topology.path.LinkSecurity;
import dk.kronborg.topology.path.NodeFacts;
import dk.kronborg.topology.path.NodeTrust;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A network as large as the goals ask for, with conditions: sites at random in a square of 300 km, and the shortest links
 * that join all of them, then the shortest of the others. Every tenth link lies in the cable of the one before. A fifth of
 * the relays is unmanned.
 */
record LargeNetwork(Network network, Map<LinkId, LinkCondition> conditions, Map<KmeId, NodeFacts> facts) {

    private static final double SIDE_KM = 300;
    private static final DvQkdParameters SET_UP = new DvQkdParameters(
            1e9, 0.5, 0.2, 100, 0.5, 0.01, Optional.empty(), 1.16, 100_000, 0.11, DetectorTrust.TRUSTED, 1);

    private record Pair(int one, int other, double km) {}

    /** The same for the same seed. */
    static LargeNetwork of(int sites, int links, long seed) {
        Random random = new Random(seed);
        double[] x = random.doubles(sites, 0, SIDE_KM).toArray();
        double[] y = random.doubles(sites, 0, SIDE_KM).toArray();
        List<Site> places = new ArrayList<>();
        List<Kme> kmes = new ArrayList<>();
        Map<KmeId, NodeFacts> facts = new HashMap<>();
        for (int i = 0; i < sites; i++) {
            places.add(new Site(new SiteId("S" + i), "Site " + i, 54 + y[i] / 111, 8 + x[i] / 65));
            kmes.add(new Kme(kme(i), new SiteId("S" + i), Optional.empty()));
            facts.put(kme(i), NodeFacts.relay(random.nextInt(5) == 0 ? NodeTrust.UNMANNED : NodeTrust.MANNED));
        }
        List<Link> laid = new ArrayList<>();
        Map<LinkId, LinkCondition> conditions = new HashMap<>();
        for (Pair pair : shortest(x, y, links)) {
            Optional<CableId> cable =
                    laid.size() % 10 < 2 ? Optional.of(new CableId("CABLE-" + laid.size() / 10)) : Optional.empty();
            Link link = link("L" + laid.size(), pair, cable);
            laid.add(link);
            conditions.put(link.id(), condition(pair.km, random));
        }
        return new LargeNetwork(
                new Network(new DomainId("DK.QCI"), places, kmes, List.of(), laid, List.of()), conditions, facts);
    }

    static KmeId kme(int number) {
        return new KmeId("KME-" + number);
    }

    private static List<Pair> shortest(double[] x, double[] y, int count) {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < x.length; i++) {
            for (int j = i + 1; j < x.length; j++) {
                pairs.add(new Pair(i, j, Math.hypot(x[i] - x[j], y[i] - y[j])));
            }
        }
        pairs.sort(Comparator.comparingDouble(Pair::km));
        int[] joined = new int[x.length];
        for (int i = 0; i < joined.length; i++) {
            joined[i] = i;
        }
        List<Pair> tree = new ArrayList<>();
        List<Pair> others = new ArrayList<>();
        for (Pair pair : pairs) {
            int one = root(joined, pair.one);
            int other = root(joined, pair.other);
            (one == other ? others : tree).add(pair);
            joined[one] = other;
        }
        tree.addAll(others.subList(0, count - tree.size()));
        return tree;
    }

    private static int root(int[] joined, int node) {
        int root = node;
        while (joined[root] != root) {
            root = joined[root];
        }
        joined[node] = root;
        return root;
    }

    private static Link link(String id, Pair pair, Optional<CableId> cable) {
        return new Link(
                new LinkId(id),
                Technology.DV_QKD,
                Math.max(0.1, pair.km),
                0.2 * pair.km + 1.5,
                new LinkEnd(new DeviceId(id + "-TX"), kme(pair.one), Optional.empty()),
                new LinkEnd(new DeviceId(id + "-RX"), kme(pair.other), Optional.empty()),
                Optional.empty(),
                Optional.of(SET_UP),
                cable);
    }

    private static LinkCondition condition(double km, Random random) {
        double rate = 1e6 * Math.pow(10, -0.02 * km);
        long target = 32L << 20;
        long stored = (long) (target * random.nextDouble(0.3, 1.2));
        return new LinkCondition(
                stored, target, target / 10, rate * random.nextDouble(), rate, LinkSecurity.TRUSTED, 0, false);
    }
}
