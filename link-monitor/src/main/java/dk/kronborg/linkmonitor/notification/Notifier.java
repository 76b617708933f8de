package dk.kronborg.linkmonitor.notification;

import dk.kronborg.linkmonitor.notification.Messenger.Outcome;
import dk.kronborg.linkmonitor.notification.NotificationLedger.Claim;
import dk.kronborg.linkmonitor.notification.NotificationLedger.LedgerUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Sends notifications, each channel in a thread of its own, so that one that hangs holds up no other. */
public final class Notifier implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Notifier.class);

    private static final int AT_ONCE = 4;
    private static final Duration END_TIME = Duration.ofSeconds(5);

    private final NotificationLedger ledger;
    private final List<Route> routes;
    private final Clock clock;
    private final Duration pause;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("notifier-", 0).factory());

    /**
     * A notifier that does nothing before it begins.
     *
     * @param pause between looks at what is due
     */
    public Notifier(NotificationLedger ledger, List<Route> routes, Clock clock, Duration pause) {
        this.ledger = ledger;
        this.routes = List.copyOf(routes);
        this.clock = clock;
        this.pause = pause;
    }

    /** Starts its threads. */
    public void begin() {
        routes.forEach(route -> threads.execute(() -> repeat(route)));
    }

    private void repeat(Route route) {
        boolean away = false;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    boolean more = round(route);
                    if (away) {
                        LOG.infof("Channel %s goes on", route.channel().name());
                        away = false;
                    }
                    if (more) {
                        continue;
                    }
                } catch (LedgerUnavailableException e) {
                    if (!away) {
                        LOG.warnf("Channel %s waits: %s", route.channel().name(), e.getMessage());
                    }
                    away = true;
                } catch (RuntimeException e) {
                    LOG.errorf(
                            e,
                            "Channel %s failed; trying again",
                            route.channel().name());
                }
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it is worth while to go on at once. */
    private boolean round(Route route) throws InterruptedException {
        List<Claim> claims = ledger.claim(route.channel(), route.wording(), clock.instant(), AT_ONCE);
        List<Future<Outcome>> outcomes = new ArrayList<>();
        for (Claim claim : claims) {
            outcomes.add(threads.submit(() -> route.messenger().send(claim.key(), claim.message())));
        }
        for (int i = 0; i < claims.size(); i++) {
            ledger.settle(route.channel(), claims.get(i), outcome(outcomes.get(i)), clock.instant());
        }
        return claims.size() == AT_ONCE;
    }

    private static Outcome outcome(Future<Outcome> outcome) throws InterruptedException {
        try {
            return outcome.get();
        } catch (ExecutionException e) {
            LOG.error("A message could not be sent", e.getCause());
            return new Outcome.InDoubt("a fault of the program: " + e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(END_TIME.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("Notifications that are on their way are left to the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
