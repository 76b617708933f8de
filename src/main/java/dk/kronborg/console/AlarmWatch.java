package dk.kronborg.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dk.kronborg.centre.NetworkDocument;
import dk.kronborg.console.AlarmsJson.AlarmJson;
import dk.kronborg.linkmonitor.alarm.AlarmLog;
import dk.kronborg.linkmonitor.alarm.AlarmQuery;
import dk.kronborg.linkmonitor.alarm.Severity;
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
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * Watches the open alarms for all who listen: looks once a second, however many listen, and not at all while nobody does.
 * A listener that cannot keep up misses intermediate states, never the last one.
 */
@Singleton
class AlarmWatch {

    private static final Logger LOG = Logger.getLogger(AlarmWatch.class);

    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final int MOST_LISTENERS = 200;

    private static final AlarmQuery OPEN = new AlarmQuery(
            AlarmQuery.Shown.OPEN, Severity.CLEARED, Optional.empty(), false, AlarmQuery.MOST, Optional.empty());

    /** What was seen in one look; empty if nothing could be read. */
    private record Look(Instant at, Optional<String> alarms) {}

    private final AlarmLog alarms;
    private final NetworkDocument network;
    private final ObjectMapper mapper;
    private final Sse sse;
    private final AtomicInteger listeners = new AtomicInteger();
    private final Multi<Look> looks;

    @Inject
    AlarmWatch(AlarmLog alarms, NetworkDocument network, ObjectMapper mapper, Sse sse) {
        this.alarms = alarms;
        this.network = network;
        this.mapper = mapper;
        this.sse = sse;
        this.looks = Multi.createFrom()
                .ticks()
                .every(PERIOD)
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
            AlarmsJson open = new AlarmsJson(
                    alarms.alarms(OPEN).stream()
                            .map(alarm -> AlarmJson.of(alarm, network.network()))
                            .toList(),
                    null);
            return new Look(now, Optional.of(mapper.writeValueAsString(open)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("alarms always have a JSON form", e);
        } catch (RuntimeException e) {
            LOG.warn("The alarms cannot be read; listeners are told", e);
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
                    "The stream has at most " + MOST_LISTENERS + " listeners; ask for /api/v1/alarms instead");
        }
        AtomicReference<Look> told = new AtomicReference<>(new Look(Instant.EPOCH, Optional.empty()));
        return looks.onOverflow()
                .dropPreviousItems()
                .filter(look -> {
                    Look before = Objects.requireNonNull(told.get());
                    boolean news = !look.alarms().equals(before.alarms())
                            || !look.at().isBefore(before.at().plus(HEARTBEAT));
                    if (news) {
                        told.set(look);
                    }
                    return news;
                })
                .onItem()
                .transform(this::event)
                .onTermination()
                .invoke(listeners::decrementAndGet);
    }

    private OutboundSseEvent event(Look look) {
        return sse.newEventBuilder()
                .name(look.alarms().isPresent() ? "alarms" : "unavailable")
                .data(look.alarms().orElse("{}"))
                .build();
    }
}
