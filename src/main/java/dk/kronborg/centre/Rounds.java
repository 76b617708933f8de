package dk.kronborg.centre;

import dk.kronborg.linkmonitor.alarm.AlarmChange;
import dk.kronborg.linkmonitor.alarm.AlarmKey;
import dk.kronborg.linkmonitor.alarm.AlarmKind;
import dk.kronborg.linkmonitor.alarm.Condition;
import dk.kronborg.linkmonitor.alarm.Evidence;
import dk.kronborg.linkmonitor.alarm.Resource;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.history.HistoryUnavailableException;
import dk.kronborg.linkmonitor.intake.TelemetryStore.StoreUnavailableException;
import dk.kronborg.linkmonitor.kafka.IntakeHorizon;
import dk.kronborg.linkmonitor.postgres.AlarmHerald;
import dk.kronborg.linkmonitor.postgres.PostgresAlarms;
import dk.kronborg.linkmonitor.postgres.PostgresSurroundings;
import dk.kronborg.linkmonitor.postgres.PostgresTelemetryStore;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.jboss.logging.Logger;

/**
 * What the centre looks at once a second: which network is in force, which links have fallen silent, whether it is deaf
 * itself, what people decided, and what there is to tell of alarms.
 */
final class Rounds implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Rounds.class);

    private static final Duration PERIOD = Duration.ofSeconds(1);

    /** How far behind the centre may be before that is an alarm. */
    private static final Duration DEAF_AFTER = Duration.ofSeconds(30);

    private static final AlarmKey DEAF =
            new AlarmKey(new Resource(Resource.Kind.CENTRE, "telemetry"), AlarmKind.BUS_SILENT, "");

    private final NetworkInForce network;
    private final NetworkFit fit;
    private final Admin broker;
    private final IntakeHorizon horizon;
    private final PostgresTelemetryStore store;
    private final PostgresAlarms alarms;
    private final PostgresSurroundings surroundings;
    private final AlarmHerald herald;
    private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("centre-rounds").factory());
    private final Instant began = Instant.now();
    private boolean troubled;

    Rounds(
            NetworkInForce network,
            NetworkFit fit,
            Admin broker,
            IntakeHorizon horizon,
            PostgresTelemetryStore store,
            PostgresAlarms alarms,
            PostgresSurroundings surroundings,
            AlarmHerald herald,
            MeterRegistry registry) {
        this.network = network;
        this.fit = fit;
        this.broker = broker;
        this.horizon = horizon;
        this.store = store;
        this.alarms = alarms;
        this.surroundings = surroundings;
        this.herald = herald;
        Gauge.builder("kronborg.telemetry.behind.seconds", this, Rounds::secondsBehind)
                .description("Age of the newest moment up to which all telemetry on the bus has been stored")
                .register(registry);
    }

    void begin() {
        var _ = rounds.scheduleWithFixedDelay(this::round, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void round() {
        try {
            Instant now = Instant.now();
            boolean inForce = network.look();
            surroundings.refresh(now);
            if (inForce) {
                fit.round(now);
            }
            horizon.look(now);
            horizon.horizon().ifPresent(store::silence);
            Instant storedUpTo = storedUpTo();
            boolean deaf = Duration.between(storedUpTo, now).compareTo(DEAF_AFTER) > 0;
            alarms.note(List.of(deaf ? new AlarmChange.Present(deaf(storedUpTo)) : new AlarmChange.Over(DEAF)), now);
            alarms.tidy(now);
            alarms.endWork(resource -> surroundings.workGoesOn(resource, now), now);
            herald.tell(now);
            troubled = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StoreUnavailableException | HistoryUnavailableException e) {
            if (!troubled) {
                LOG.warnf(e, "Nothing is noticed while the database is away");
            }
            troubled = true;
        } catch (RuntimeException e) {
            // The executor would end the rounds in silence.
            LOG.error("A round failed", e);
        }
    }

    private static Condition deaf(Instant since) {
        return new Condition(
                DEAF.resource(),
                DEAF.kind(),
                DEAF.qualifier(),
                Severity.CRITICAL,
                "All telemetry is stored up to " + since + " only",
                Evidence.of(Map.of("stored_up_to", since.toString())));
    }

    private double secondsBehind() {
        return Duration.between(storedUpTo(), Instant.now()).toMillis() / 1e3;
    }

    /** Of what waited when this process began, nothing is known. */
    private Instant storedUpTo() {
        return horizon.horizon().orElse(began);
    }

    @Override
    public void close() {
        rounds.shutdownNow();
        broker.close(PERIOD);
    }
}
