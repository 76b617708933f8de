package dk.kronborg.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import dk.kronborg.linkmonitor.health.LinkBoard;
import dk.kronborg.linkmonitor.health.LinkBoard.View;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Watches the links for all who listen: looks ten times a second at those that moved, however many listen, and not at
 * all while nobody does.
 *
 * <p>What is stored, not the intake of this process, is what is watched, so that every replica shows all links. A
 * listener that cannot keep up misses intermediate states, never the last one.
 */
@Singleton
class LinkWatch {

    private static final Logger LOG = Logger.getLogger(LinkWatch.class);

    private static final Duration PERIOD = Duration.ofMillis(100);
    /** A history that answers later than this is told of as unavailable. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private static final int MOST_LISTENERS = 200;

    /** What was seen in one look; empty if the history could not be read. */
    record Look(Instant at, Optional<View> view) {}

    private final LinkBoard board;
    private final LinkPresenter presenter;
    private final ObjectMapper mapper;
    private final Sse sse;
    private final AtomicInteger listeners = new AtomicInteger();
    private final Multi<Look> looks;

    /** What was seen last; nothing after a failure, or while nobody listened, as if it were another database. */
    private volatile Optional<View> last = Optional.empty();

    private volatile boolean away;

    @Inject
    LinkWatch(LinkBoard board, LinkPresenter presenter, ObjectMapper mapper, Sse sse, MeterRegistry registry) {
        this.board = board;
        this.presenter = presenter;
        this.mapper = mapper;
        this.sse = sse;
        Gauge.builder("kronborg.console.listeners", listeners, AtomicInteger::get)
                .description("Open streams of links; at most " + MOST_LISTENERS)
                .register(registry);
        this.looks = Multi.createFrom()
                .ticks()
                .every(PERIOD)
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
                        .recoverWithItem(() -> new Look(Instant.now(), Optional.empty())))
                .broadcast()
                .withCancellationAfterLastSubscriberDeparture()
                .toAllSubscribers();
    }

    private Look look() {
        Instant now = Instant.now();
        try {
            View view = last.map(board::look).orElseGet(board::look);
            last = Optional.of(view);
            away = false;
            return new Look(now, last);
        } catch (RuntimeException e) {
            if (!away) {
                LOG.warn("The links cannot be looked at; listeners are told", e);
            }
            away = true;
            last = Optional.empty();
            return new Look(now, Optional.empty());
        }
    }

    /**
     * A stream for one listener.
     *
     * @throws RefusedRequestException if there are too many
     */
    Multi<OutboundSseEvent> listen() {
        if (listeners.incrementAndGet() > MOST_LISTENERS) {
            listeners.decrementAndGet();
            throw new RefusedRequestException(
                    Response.Status.SERVICE_UNAVAILABLE,
                    "The stream has at most " + MOST_LISTENERS + " listeners; ask for /api/v1/links instead");
        }
        LinkListener listener = new LinkListener(presenter, mapper, sse);
        return looks.onOverflow()
                .dropPreviousItems()
                .onItem()
                .transformToMultiAndConcatenate(look -> Multi.createFrom().items(listener.tell(look).stream()))
                .onFailure()
                .invoke(e -> LOG.error("The stream of links broke off", e))
                .onTermination()
                .invoke(listeners::decrementAndGet);
    }
}
