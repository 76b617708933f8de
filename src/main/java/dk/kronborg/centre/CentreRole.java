package dk.kronborg.centre;

import dk.kronborg.linkmonitor.history.HistoryUnavailableException;
import dk.kronborg.linkmonitor.postgres.HistoryPartitions;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** What the centre does of itself: looks at its network when it starts, and keeps its history in order. */
@Singleton
class CentreRole {

    private static final Logger LOG = Logger.getLogger(CentreRole.class);

    private static final Duration ROUND = Duration.ofHours(1);

    /** Before telemetry is taken, which needs the partitions. */
    void begin(
            @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent start,
            InjectableInstance<NetworkDocument> network,
            InjectableInstance<HistoryPartitions> partitions,
            InjectableInstance<Rounds> rounds,
            Vertx vertx,
            @ConfigProperty(name = "kronborg.role", defaultValue = "none") String role) {
        if (!role.equals("centre")) {
            return;
        }
        LOG.infof("Watching %d links", network.get().network().links().size());
        partitions.get().keep(Instant.now());
        rounds.get().begin();
        vertx.setPeriodic(
                ROUND.toMillis(),
                timer -> vertx.executeBlocking(() -> {
                    keep(partitions.get());
                    return null;
                }));
    }

    private static void keep(HistoryPartitions partitions) {
        try {
            partitions.keep(Instant.now());
        } catch (HistoryUnavailableException e) {
            LOG.warnf(e, "The partitions of the history are seen to in the next round, %s from now", ROUND);
        }
    }
}
