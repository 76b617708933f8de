package dk.kronborg.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dk.kronborg.centre.NetworkInForce;
import dk.kronborg.console.Watch.Look;
import dk.kronborg.linkmonitor.alarm.AlarmLog;
import dk.kronborg.linkmonitor.alarm.AlarmQuery;
import dk.kronborg.linkmonitor.alarm.Severity;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Watches the open alarms for all who listen: looks once a second. */
@Singleton
class AlarmWatch {

    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);

    private static final AlarmQuery OPEN = new AlarmQuery(
            AlarmQuery.Shown.OPEN,
            Severity.CLEARED,
            Optional.empty(),
            false,
            Optional.empty(),
            AlarmQuery.MOST,
            Optional.empty());

    private final AlarmLog alarms;
    private final NetworkInForce network;
    private final ObjectMapper mapper;
    private final Sse sse;
    private final Watch<String> watch;

    @Inject
    AlarmWatch(AlarmLog alarms, NetworkInForce network, ObjectMapper mapper, Sse sse) {
        this.alarms = alarms;
        this.network = network;
        this.mapper = mapper;
        this.sse = sse;
        this.watch = new Watch<>("alarms", PERIOD, last -> open());
    }

    private String open() {
        try {
            return mapper.writeValueAsString(
                    new AlarmsJson(AlarmsJson.of(alarms.alarms(OPEN), network.get(), alarms), null));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("alarms always have a JSON form", e);
        }
    }

    /**
     * A stream for one listener.
     *
     * @param letIn whether it may still listen
     * @throws RefusedRequestException if there are too many
     */
    Multi<OutboundSseEvent> listen(BooleanSupplier letIn) {
        return watch.listen(new Listener()::tell, letIn);
    }

    /** One listener: knows what it was told last, and so what is news to it. */
    private final class Listener {

        private Look<String> told = new Look<>(Instant.EPOCH, Optional.empty());

        Optional<OutboundSseEvent> tell(Look<String> look) {
            if (look.seen().equals(told.seen()) && look.at().isBefore(told.at().plus(HEARTBEAT))) {
                return Optional.empty();
            }
            told = look;
            return Optional.of(sse.newEventBuilder()
                    .name(look.seen().isPresent() ? "alarms" : "unavailable")
                    .data(look.seen().orElse("{}"))
                    .build());
        }
    }
}
