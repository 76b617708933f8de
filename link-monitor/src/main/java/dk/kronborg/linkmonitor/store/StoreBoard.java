package dk.kronborg.linkmonitor.store;

import dk.kronborg.linkmonitor.health.Freshness;
import dk.kronborg.linkmonitor.health.LinkReport;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.ByNetwork;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.SaePair;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * All pools of the network, those of quantum key first, each with what is known of it now. Those between KMEs that a link
 * joins come in the order of its links, heard from or not; those between others only once they were heard from, since each
 * KME decides for itself whether it keeps relayed keys.
 */
public final class StoreBoard {

    /**
     * A pool and its forecast, if it ever was reported.
     *
     * @param linked whether a link joins its two KMEs
     */
    public record Standing(PoolName pool, boolean linked, Optional<StoreForecast> forecast) {

        /** Whether its keys come over trusted nodes only: no link makes any. */
        public boolean relayed() {
            return !linked && pool.origin() == Origin.QKD;
        }

        /** How far the forecast can still be taken for the present. */
        public Freshness freshness(Instant now) {
            return forecast.map(known ->
                            Freshness.ofAge(LinkReport.age(known.report().reportedAt(), now)))
                    .orElse(Freshness.UNKNOWN);
        }
    }

    private record Plan(Set<PoolName> pools, Set<PoolName> linked) {}

    private final Supplier<Network> network;
    private final ByNetwork<Plan> plan;
    private final StoreHistory history;

    public StoreBoard(Supplier<Network> network, StoreHistory history) {
        this.network = network;
        this.plan = new ByNetwork<>(network, present -> new Plan(pools(present), linked(present)));
        this.history = history;
    }

    /**
     * Every pool that there may be. Of quantum key, one each way between any two KMEs that a link joins, and, if the network
     * names identity keys of both, between any two whose SAEs may share keys; of post-quantum keys, one beside each of
     * these if the network names identity keys of both.
     */
    public static Set<PoolName> pools(Network network) {
        Set<PoolName> pools = linked(network);
        for (SaePair pair : network.pairs()) {
            KmeId one = network.sae(pair.first()).orElseThrow().kme();
            KmeId other = network.sae(pair.second()).orElseThrow().kme();
            if (!one.equals(other) && sign(network, one, other)) {
                pools.addAll(between(one, other));
            }
        }
        pools.stream()
                .filter(pool -> sign(network, pool.from(), pool.to()))
                .map(pool -> pool.of(Origin.PQC))
                .toList()
                .forEach(pools::add);
        return pools;
    }

    /** The pools of quantum key that links fill. */
    private static Set<PoolName> linked(Network network) {
        Set<PoolName> pools = new LinkedHashSet<>();
        network.links().forEach(link -> pools.addAll(pools(link)));
        return pools;
    }

    private static boolean sign(Network network, KmeId one, KmeId other) {
        return signs(network, one) && signs(network, other);
    }

    private static boolean signs(Network network, KmeId kme) {
        return network.kme(kme)
                .flatMap(Kme::identityKeys)
                .filter(keys -> !keys.isEmpty())
                .isPresent();
    }

    /**
     * The two pools of quantum key between the KMEs that a link joins: where its keys go, and those of other links beside
     * it.
     */
    public static List<PoolName> pools(Link link) {
        return between(link.transmitter().kme(), link.receiver().kme());
    }

    private static List<PoolName> between(KmeId one, KmeId other) {
        return List.of(new PoolName(one, other), new PoolName(other, one));
    }

    /**
     * The links whose KMEs still have quantum keys of each other, in either direction. A pool that was never reported is
     * not known to have any; one that was, has what it had then, however long ago.
     */
    public Set<LinkId> linksWithKeys() {
        Set<PoolName> filled = history.newest().stream()
                .filter(StoreForecast::holdsKeys)
                .map(forecast -> forecast.report().pool())
                .collect(Collectors.toSet());
        return network.get().links().stream()
                .filter(link -> pools(link).stream().anyMatch(filled::contains))
                .map(Link::id)
                .collect(Collectors.toUnmodifiableSet());
    }

    public List<Standing> standings() {
        Plan present = plan.get();
        Map<PoolName, StoreForecast> known = history.newest().stream()
                .collect(Collectors.toMap(forecast -> forecast.report().pool(), Function.identity()));
        return present.pools().stream()
                .map(pool -> new Standing(
                        pool, present.linked().contains(pool.of(Origin.QKD)), Optional.ofNullable(known.get(pool))))
                .filter(standing -> standing.linked() || standing.forecast().isPresent())
                .toList();
    }

    /** Whether the network may have that pool. */
    public boolean knows(PoolName pool) {
        return plan.get().pools().contains(pool);
    }
}
