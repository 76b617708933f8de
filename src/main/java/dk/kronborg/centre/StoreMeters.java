package dk.kronborg.centre;

import dk.kronborg.linkmonitor.health.Freshness;
import dk.kronborg.linkmonitor.history.HistoryUnavailableException;
import dk.kronborg.linkmonitor.store.PoolName;
import dk.kronborg.linkmonitor.store.StoreBoard;
import dk.kronborg.linkmonitor.store.StoreBoard.Standing;
import dk.kronborg.linkmonitor.store.StoreForecast;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Gauges of every pool, for Prometheus: read from the database every few seconds, so that every replica shows all; NaN
 * while nothing is known.
 */
@Singleton
class StoreMeters {

    private static final Logger LOG = Logger.getLogger(StoreMeters.class);
    private static final Duration ROUND = Duration.ofSeconds(5);

    private final Set<PoolName> gauged = ConcurrentHashMap.newKeySet();
    private volatile Map<PoolName, StoreForecast> known = Map.of();

    void begin(
            @Observes StartupEvent start,
            InjectableInstance<StoreBoard> board,
            MeterRegistry registry,
            Vertx vertx,
            @ConfigProperty(name = "kronborg.role", defaultValue = "none") String role) {
        if (!role.equals("centre")) {
            return;
        }
        board.get().standings().forEach(standing -> gauge(standing.pool(), registry));
        vertx.setPeriodic(0, ROUND.toMillis(), timer -> vertx.executeBlocking(() -> look(board.get(), registry)));
    }

    /** Once for each pool; those without a link are there once they were heard from. */
    private void gauge(PoolName pool, MeterRegistry registry) {
        if (gauged.add(pool)) {
            gauge(
                    "kronborg.store.usable.bits",
                    "Bits of a pool that can be allocated",
                    pool,
                    forecast -> forecast.report().usable(),
                    registry);
            gauge(
                    "kronborg.store.time.to.empty.seconds",
                    "How long a pool lasts as keys come and go; +Inf if it does not shrink",
                    pool,
                    StoreMeters::secondsToEmpty,
                    registry);
        }
    }

    private void gauge(
            String name,
            String description,
            PoolName pool,
            ToDoubleFunction<StoreForecast> value,
            MeterRegistry registry) {
        Gauge.builder(name, this, meters -> {
                    StoreForecast forecast = meters.known.get(pool);
                    return forecast == null ? Double.NaN : value.applyAsDouble(forecast);
                })
                .description(description)
                .tag("from", pool.from().value())
                .tag("to", pool.to().value())
                .tag("origin", pool.origin().name())
                .register(registry);
    }

    private static double secondsToEmpty(StoreForecast forecast) {
        return forecast.timeToEmpty().map(time -> (double) time.toSeconds()).orElse(Double.POSITIVE_INFINITY);
    }

    private int look(StoreBoard board, MeterRegistry registry) {
        Instant now = Instant.now();
        try {
            List<Standing> standings = board.standings();
            standings.forEach(standing -> gauge(standing.pool(), registry));
            known = standings.stream()
                    .filter(standing -> standing.freshness(now) != Freshness.UNKNOWN)
                    .flatMap(standing -> standing.forecast().stream())
                    .collect(Collectors.toMap(forecast -> forecast.report().pool(), Function.identity()));
        } catch (HistoryUnavailableException e) {
            LOG.debug("What stores hold cannot be read now", e);
            known = Map.of();
        }
        return known.size();
    }
}
