package dk.kronborg.centre;

import dk.kronborg.linkmonitor.postgres.HistoryPartitions;
import dk.kronborg.linkmonitor.postgres.RollUps;
import dk.kronborg.plane.PlaneSettings;
import dk.kronborg.topology.version.Authorship;
import dk.kronborg.topology.version.NetworkHistory;
import dk.kronborg.topology.version.NetworkVersion;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What the centre does of itself: looks at its network when it starts, and keeps its history in order. */
@Singleton
class CentreRole {

    private static final Logger LOG = Logger.getLogger(CentreRole.class);

    private static final Duration PARTITIONS_EVERY = Duration.ofHours(1);
    private static final Duration ROLL_UPS_EVERY = Duration.ofSeconds(5);
    private static final Duration JOURNAL_EVERY = Duration.ofSeconds(1);

    private @Nullable Rounds running;

    /** Before telemetry is taken, which needs the partitions. */
    void begin(
            @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent start,
            InjectableInstance<NetworkDocument> document,
            InjectableInstance<NetworkInForce> network,
            InjectableInstance<HistoryPartitions> partitions,
            InjectableInstance<Rounds> rounds,
            InjectableInstance<RollUps> rollUps,
            InjectableInstance<NetworkHistory> history,
            InjectableInstance<MapDesk> map,
            InjectableInstance<AccountDesk> accounts,
            PlaneSettings planes,
            MeterRegistry metrics,
            Vertx vertx,
            @ConfigProperty(name = "kronborg.role", defaultValue = "none") String role) {
        if (!role.equals("centre")) {
            return;
        }
        partitions.get().keep(Instant.now());
        begin(history.get(), document.get());
        accounts.get().begin();
        map.get().begin(network.get().get().domain(), vertx, planes, metrics);
        running = rounds.get();
        running.begin();
        repeat(vertx, PARTITIONS_EVERY, "partitions of the history", partitions.get()::keep);
        repeat(vertx, ROLL_UPS_EVERY, "roll-ups of the history", rollUps.get()::bringUpToDate);
        repeat(vertx, JOURNAL_EVERY, "events of accounts", accounts.get()::tell);
        repeat(vertx, PARTITIONS_EVERY, "old events of accounts", accounts.get()::forget);
    }

    /** Before the database is closed. */
    void end(@Observes ShutdownEvent stop) {
        if (running != null) {
            running.close();
        }
    }

    /** The document is needed for the first version only; whoever changes it later is told that this does nothing. */
    private static void begin(NetworkHistory history, NetworkDocument document) {
        NetworkVersion inForce = history.begin(
                document::read, new Authorship("kronborg.network", "the document of the first start", Instant.now()));
        if (document.isNamed() && !describes(document, history)) {
            LOG.infof(
                    "What kronborg.network names does not describe version %s of the network, which is in force and is"
                            + " watched",
                    inForce.tag());
        }
    }

    private static boolean describes(NetworkDocument document, NetworkHistory history) {
        try {
            return !history.differs(document.read().network());
        } catch (IllegalArgumentException | UncheckedIOException e) {
            LOG.debug("kronborg.network cannot be read, and need not be", e);
            return false;
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
            LOG.warnf(e, "The %s are seen to in the next round, %s from now", part, pause);
        }
    }
}
