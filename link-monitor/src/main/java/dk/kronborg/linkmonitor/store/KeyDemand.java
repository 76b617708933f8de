package dk.kronborg.linkmonitor.store;

import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How much key a link has to make, so that the stores between its KMEs do not shrink: what is used up of the two pools
 * there, whatever for, less what other links between the same KMEs make.
 */
public final class KeyDemand {

    private KeyDemand() {}

    /**
     * By link, bit/s; a link of whose pools no consumption is known is left out.
     *
     * @param forecasts that can be taken for the present
     * @param keyRates  bit/s that links make, as far as known; needed if links are {@link #isShared side by side}
     */
    public static Map<LinkId, Double> of(
            Network network, Collection<StoreForecast> forecasts, Map<LinkId, Double> keyRates) {
        Map<PoolName, StoreForecast> byPool = forecasts.stream()
                .collect(Collectors.toMap(forecast -> forecast.report().pool(), Function.identity()));
        Map<LinkId, Double> demand = new HashMap<>();
        sideBySide(network).forEach((pools, links) -> {
            List<Double> used = pools.stream()
                    .flatMap(pool -> Optional.ofNullable(byPool.get(pool)).stream())
                    .map(forecast -> forecast.rates().consumptionBps())
                    .filter(OptionalDouble::isPresent)
                    .map(OptionalDouble::getAsDouble)
                    .toList();
            if (used.isEmpty()) {
                return;
            }
            double all = used.stream().mapToDouble(Double::doubleValue).sum();
            for (Link link : links) {
                double others = links.stream()
                        .filter(other -> !other.equals(link))
                        .mapToDouble(other -> keyRates.getOrDefault(other.id(), 0.0))
                        .sum();
                demand.put(link.id(), Math.max(0, all - others));
            }
        });
        return demand;
    }

    /** Whether any links join the same KMEs. */
    public static boolean isShared(Network network) {
        return sideBySide(network).values().stream().anyMatch(links -> links.size() > 1);
    }

    /** The links by the pools that their keys go to. */
    private static Map<Set<PoolName>, List<Link>> sideBySide(Network network) {
        return network.links().stream().collect(Collectors.groupingBy(link -> Set.copyOf(StoreBoard.pools(link))));
    }
}
