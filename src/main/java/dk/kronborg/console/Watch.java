package dk.kronborg.console;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Looks at something for all who listen: once in a period, however many listen, and not at all while nobody does.
 *
 * <p>What is stored, not the intake of this process, is what is looked at, so that every replica shows all of it. A
 * listener that cannot keep up misses intermediate states, never the last one.
 *
 * @param <T> what is seen
 */
final class Watch<T> {

    static final int MOST_LISTENERS = 200;

    private static final Logger LOG = Logger.getLogger(Watch.class);

    /** A look that takes longer is told of as unavailable. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /** What was seen in one look; empty if nothing could be read. */
    record Look<T>(Instant at, Optional<T> seen) {}

    private final String what;
    private final Function<Optional<T>, T> sight;
    private final AtomicInteger listeners = new AtomicInteger();
    private final Multi<Look<T>> looks;

    /** What was seen last; nothing after a failure, or while nobody listened, as if it were another database. */
    private volatile Optional<T> last = Optional.empty();

    private volatile boolean away;

    /**
     * A watch that nobody listens to yet.
     *
     * @param what  the last part of the address under {@code /api/v1} where it can be asked for, too
     * @param sight looks, and is given what was seen last if that is still good; fails if nothing can be read
     */
    Watch(String what, Duration period, Function<Optional<T>, T> sight) {
        this.what = what;
        this.sight = sight;
        this.looks = Multi.createFrom()
                .ticks()
                .every(period)
                .onSubscription()
                .invoke(() -> last = Optional.empty())
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick -> Uni.createFrom()
                        .item(this::look)
                        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                        .ifNoItem()
                        .after(PATIENCE)
                        .recoverWithItem(() -> new Look<>(Instant.now(), Optional.empty())))
                .broadcast()
                .withCancellationAfterLastSubscriberDeparture()
                .toAllSubscribers();
    }

    private Look<T> look() {
        Instant now = Instant.now();
        try {
            last = Optional.of(sight.apply(last));
            away = false;
        } catch (RuntimeException e) {
            if (!away) {
                LOG.warnf(e, "The %s cannot be looked at; listeners are told", what);
            }
            away = true;
            last = Optional.empty();
        }
        return new Look<>(now, last);
    }

    /** How many listen. */
    int listeners() {
        return listeners.get();
    }

    /**
     * A stream for one listener.
     *
     * @param telling what to tell that listener after a look, if anything
     * @param letIn   whether it may still listen; the stream ends when it may not
     * @throws RefusedRequestException if there are too many
     */
    Multi<OutboundSseEvent> listen(Function<Look<T>, Optional<OutboundSseEvent>> telling, BooleanSupplier letIn) {
        if (listeners.incrementAndGet() > MOST_LISTENERS) {
            listeners.decrementAndGet();
            throw new RefusedRequestException(
                    Response.Status.SERVICE_UNAVAILABLE,
                    "The stream has at most " + MOST_LISTENERS + " listeners; ask for /api/v1/" + what + " instead");
        }
        return looks.onOverflow()
                .dropPreviousItems()
                .select()
                .first(look -> letIn.getAsBoolean())
                .onItem()
                .transformToMultiAndConcatenate(look -> Multi.createFrom().items(telling.apply(look).stream()))
                .onFailure()
                .invoke(e -> LOG.errorf(e, "The stream of %s broke off", what))
                .onTermination()
                .invoke(listeners::decrementAndGet);
    }
}
