package dk.kronborg.centre;

import dk.kronborg.linkmonitor.alarm.Impact;
import dk.kronborg.linkmonitor.alarm.Resource;
import dk.kronborg.linkmonitor.notification.Backoff;
import dk.kronborg.linkmonitor.notification.Channel;
import dk.kronborg.linkmonitor.notification.Notification.State;
import dk.kronborg.linkmonitor.notification.NotificationLedger.LedgerUnavailableException;
import dk.kronborg.linkmonitor.notification.NotificationPlan;
import dk.kronborg.linkmonitor.notification.Notifier;
import dk.kronborg.linkmonitor.notification.Route;
import dk.kronborg.linkmonitor.postgres.PostgresNotifications;
import dk.kronborg.topology.network.SaePair;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.agroal.DataSource;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Tells people of alarms: puts the channels together, and sends on them while the centre runs. */
@Singleton
class Notifications {

    private static final Logger LOG = Logger.getLogger(Notifications.class);

    private static final String DELAY = "kronborg.centre.notification-delay";

    /** Longer than any message takes. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final NotificationSettings settings;
    private final InjectableInstance<NetworkInForce> network;
    private final InjectableInstance<AgroalDataSource> dataSource;
    private final MeterRegistry registry;
    private final Duration delay;
    private final Optional<URI> console;
    private @Nullable Notifier notifier;
    private @Nullable List<Route> routes;

    @Inject
    Notifications(
            NotificationSettings settings,
            InjectableInstance<NetworkInForce> network,
            @DataSource("centre") InjectableInstance<AgroalDataSource> dataSource,
            MeterRegistry registry,
            @ConfigProperty(name = DELAY, defaultValue = "5s") Duration delay,
            @ConfigProperty(name = "kronborg.centre.console") Optional<URI> console) {
        this.settings = settings;
        this.network = network;
        this.dataSource = dataSource;
        this.registry = registry;
        this.delay = delay;
        this.console = console;
    }

    private synchronized List<Route> routes() {
        if (routes == null) {
            routes = new NotificationRoutes(this::hit, console).of(settings.channels());
        }
        return routes;
    }

    private List<String> hit(Resource resource) {
        return Impact.of(network.get().get(), resource).stream()
                .map(SaePair::toString)
                .toList();
    }

    /** Which channels are to be told of what. */
    @Produces
    @Singleton
    NotificationPlan plan() {
        try {
            return new NotificationPlan(routes().stream().map(Route::channel).toList(), delay);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(DELAY + ": " + e.getMessage(), e);
        }
    }

    @Produces
    @Singleton
    PostgresNotifications notifications() {
        return new PostgresNotifications(dataSource.get(), Backoff.USUAL, LEASE, this::settled);
    }

    void begin(
            @Observes StartupEvent start,
            InjectableInstance<NotificationPlan> plan,
            InjectableInstance<PostgresNotifications> ledger,
            @ConfigProperty(name = "kronborg.role", defaultValue = "none") String role) {
        if (!role.equals("centre")) {
            return;
        }
        List<Channel> channels = plan.get().channels();
        LOG.infof("Alarms are told on %d channels: %s", channels.size(), channels);
        Clock clock = Clock.systemUTC();
        try {
            ledger.get().keepOnly(channels, clock.instant());
        } catch (LedgerUnavailableException e) {
            LOG.warn("What waits for channels that are gone is looked at when the centre starts next", e);
        }
        Notifier begun = new Notifier(ledger.get(), routes(), clock, PAUSE);
        notifier = begun;
        begun.begin();
    }

    private void settled(Channel channel, long notification, State state, String detail) {
        Counter.builder("kronborg.notifications")
                .description("Notifications by what became of them")
                .tag("channel", channel.name())
                .tag("state", state.name())
                .register(registry)
                .increment();
        if (state == State.DEAD) {
            LOG.warnf("Notification %d is dead on channel %s: %s", notification, channel.name(), detail);
        }
    }

    void end(@Observes ShutdownEvent stop) {
        if (notifier != null) {
            notifier.close();
        }
    }
}
