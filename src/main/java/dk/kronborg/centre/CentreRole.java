package dk.kronborg.centre;

import dk.kronborg.linkmonitor.intake.TelemetryGate;
import dk.kronborg.linkmonitor.intake.TelemetryStore.StoreUnavailableException;
import dk.kronborg.linkmonitor.postgres.PostgresTelemetryStore;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** What the centre does of itself: looks at its network when it starts, and forgets history that is over. */
@Singleton
class CentreRole {

    private static final Logger LOG = Logger.getLogger(CentreRole.class);

    private static final Duration ROUND = Duration.ofHours(1);
    private static final int WHOLE_BITE = 10_000;

    /** A day more than events are accepted for, so that what is forgotten cannot come again. */
    private static final Duration KEPT = TelemetryGate.REFUSED_AFTER.plusDays(1);

    void begin(
            @Observes StartupEvent start,
            InjectableInstance<NetworkDocument> network,
            InjectableInstance<PostgresTelemetryStore> store,
            Vertx vertx,
            @ConfigProperty(name = "kronborg.role", defaultValue = "none") String role) {
        if (!role.equals("centre")) {
            return;
        }
        LOG.infof("Watching %d links", network.get().network().links().size());
        vertx.setPeriodic(ROUND.toMillis(), timer -> vertx.executeBlocking(() -> forget(store.get())));
    }

    private static int forget(PostgresTelemetryStore store) {
        int forgotten = 0;
        try {
            int bite;
            do {
                bite = store.forgetBefore(Instant.now().minus(KEPT));
                forgotten += bite;
            } while (bite == WHOLE_BITE);
        } catch (StoreUnavailableException e) {
            LOG.warnf(e, "Old telemetry is forgotten in the next round, %s from now", ROUND);
        }
        return forgotten;
    }
}
