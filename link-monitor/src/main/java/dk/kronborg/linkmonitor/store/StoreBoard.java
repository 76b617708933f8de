package dk.kronborg.linkmonitor.store;

import dk.kronborg.linkmonitor.health.Freshness;
import dk.kronborg.linkmonitor.health.LinkReport;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All pools of the network, those of quantum key first, in the order of its links, each with what is known of it now,
 * heard from or not.
 */
public final class StoreBoard {

    /** A pool and its forecast, if it ever was reported. */
    public record Standing(PoolName pool, Optional<StoreForecast> forecast) {

        /** How far the forecast can still be taken for the present. */
        public Freshness freshness(Instant now) {
            return forecast.map(known ->
                            Freshness.ofAge(LinkReport.age(known.report().reportedAt(), now)))
                    .orElse(Freshness.UNKNOWN);
        }
    }

    private final Network network;
    private final Set<PoolName> pools;
    private final StoreHistory history;

    public StoreBoard(Network network, StoreHistory history) {
        this.network = network;
        this.pools = pools(network);
        this.history = history;
    }

    /**
     * A pool of quantum key each way between any two KMEs that a link joins, and one of post-quantum keys if the network
     * names identity keys of both.
     */
    public static Set<PoolName> pools(Network network) {
        Set<PoolName> pools = new LinkedHashSet<>();
        network.links().forEach(link -> pools.addAll(pools(link)));
        pools.stream()
                .filter(pool -> signs(network, pool.from()) && signs(network, pool.to()))
                .map(pool -> pool.of(Origin.PQC))
                .toList()
                .forEach(pools::add);
        return pools;
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
        KmeId one = link.transmitter().kme();
        KmeId other = link.receiver().kme();
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
        return network.links().stream()
                .filter(link -> pools(link).stream().anyMatch(filled::contains))
                .map(Link::id)
                .collect(Collectors.toUnmodifiableSet());
    }

    public List<Standing> standings() {
        Map<PoolName, StoreForecast> known = history.newest().stream()
                .collect(Collectors.toMap(forecast -> forecast.report().pool(), Function.identity()));
        return pools.stream()
                .map(pool -> new Standing(pool, Optional.ofNullable(known.get(pool))))
                .toList();
    }

    /** Whether the network has that pool. */
    public boolean knows(PoolName pool) {
        return pools.contains(pool);
    }
}
