package dk.kronborg.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import dk.kronborg.linkmonitor.health.LinkBoard;
import dk.kronborg.linkmonitor.health.LinkBoard.View;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Watches the links for all who listen: looks ten times a second at those that moved. */
@Singleton
class LinkWatch {

    private static final Duration PERIOD = Duration.ofMillis(100);

    private final Watch<View> watch;
    private final LinkPresenter presenter;
    private final ObjectMapper mapper;
    private final Sse sse;

    @Inject
    LinkWatch(LinkBoard board, LinkPresenter presenter, ObjectMapper mapper, Sse sse, MeterRegistry registry) {
        this.watch = new Watch<>("links", PERIOD, last -> last.map(board::look).orElseGet(board::look));
        this.presenter = presenter;
        this.mapper = mapper;
        this.sse = sse;
        Gauge.builder("kronborg.console.listeners", watch, Watch::listeners)
                .description("Open streams of links; at most " + Watch.MOST_LISTENERS)
                .register(registry);
    }

    /**
     * A stream for one listener.
     *
     * @param letIn whether it may still listen
     * @throws RefusedRequestException if there are too many
     */
    Multi<OutboundSseEvent> listen(BooleanSupplier letIn) {
        return watch.listen(new LinkListener(presenter, mapper, sse)::tell, letIn);
    }
}
