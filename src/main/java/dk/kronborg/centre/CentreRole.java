package dk.kronborg.centre;

import dk.kronborg.linkmonitor.keymanager.KmeLedger;
import dk.kronborg.linkmonitor.postgres.HistoryPartitions;
import dk.kronborg.linkmonitor.postgres.RollUps;
import dk.kronborg.plane.PlaneSettings;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.version.Authorship;
import dk.kronborg.topology.version.NetworkHistory;
import dk.kronborg.topology.version.NetworkVersion;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** What the centre does of itself: looks at its network when it starts, and keeps its history in order. */
@Singleton
class CentreRole {

    private static final Logger LOG = Logger.getLogger(CentreRole.class);

    private static final Duration PARTITIONS_EVERY = Duration.ofHours(1);
    private static final Duration ROLL_UPS_EVERY = Duration.ofSeconds(5);

    /** Before telemetry is taken, which needs the partitions. */
    void begin(
            @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent start,
            InjectableInstance<NetworkDocument> network,
            InjectableInstance<HistoryPartitions> partitions,
            InjectableInstance<Rounds> rounds,
            InjectableInstance<RollUps> rollUps,
            InjectableInstance<KmeLedger> kmes,
            InjectableInstance<NetworkHistory> history,
            InjectableInstance<MapDesk> map,
            PlaneSettings planes,
            MeterRegistry metrics,
            Vertx vertx,
            @ConfigProperty(name = "kronborg.role", defaultValue = "none") String role) {
        if (!role.equals("centre")) {
            return;
        }
        LOG.infof("Watching %d links", network.get().network().links().size());
        partitions.get().keep(Instant.now());
        begin(history.get(), network.get());
        map.get().begin(network.get().network().domain(), vertx, planes, metrics);
        kmes.get()
                .keepOnly(
                        network.get().network().kmes().stream().map(Kme::id).collect(Collectors.toSet()),
                        Instant.now());
        rounds.get().begin();
        repeat(vertx, PARTITIONS_EVERY, "partitions", partitions.get()::keep);
        repeat(vertx, ROLL_UPS_EVERY, "roll-ups", rollUps.get()::bringUpToDate);
    }

    /** What is watched is in the document; what is in force may have gone on since that became the first version. */
    private static void begin(NetworkHistory history, NetworkDocument document) {
        NetworkVersion inForce = history.begin(
                document.description(),
                new Authorship("kronborg.network", "the document of the first start", Instant.now()));
        LOG.infof("Version %s of the network is in force", inForce.tag());
        if (history.differs(document.network())) {
            LOG.warnf(
                    "What kronborg.network says, and this centre watches, is not version %s of the network, which is in"
                            + " force",
                    inForce.tag());
        }
    }

    /** Each round begins that long after the one before has ended. */
    private static void repeat(Vertx vertx, Duration pause, String part, Consumer<Instant> round) {
        vertx.setTimer(
                pause.toMillis(),
                timer -> vertx.<Void>executeBlocking(
                                () -> {
                                    tryTo(part, round, pause);
                                    return null;
                                },
                                false)
                        .onComplete(done -> repeat(vertx, pause, part, round)));
    }

    private static void tryTo(String part, Consumer<Instant> round, Duration pause) {
        try {
            round.accept(Instant.now());
        } catch (RuntimeException e) {
            LOG.warnf(e, "The %s of the history are seen to in the next round, %s from now", part, pause);
        }
    }
}
