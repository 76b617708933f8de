package dk.kronborg.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.console.Watch.Look;
import dk.kronborg.linkmonitor.health.LinkBoard.View;
import dk.kronborg.linkmonitor.health.LinkReport;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Network;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One listener of the stream: knows what it was told last, and so what is news to it. */
class LinkListener {

    private static final Duration HEARTBEAT = Duration.ofSeconds(5);

    /** Of an event that has nothing to say but when. */
    @JsonNaming(SnakeCaseStrategy.class)
    record TimeJson(Instant serverTime) {}

    private final LinkPresenter presenter;
    private final ObjectMapper mapper;
    private final Sse sse;
    private Map<LinkId, LinkReport> told = Map.of();
    private @Nullable Network toldOf;
    private boolean everythingIsNews = true;
    private boolean unavailable;
    private Instant toldAt = Instant.EPOCH;

    LinkListener(LinkPresenter presenter, ObjectMapper mapper, Sse sse) {
        this.presenter = presenter;
        this.mapper = mapper;
        this.sse = sse;
    }

    /** What there is to tell after that look, if anything. */
    Optional<OutboundSseEvent> tell(Look<View> look) {
        return look.seen().map(view -> tell(view, look.at())).orElseGet(() -> tellUnavailable(look.at()));
    }

    private Optional<OutboundSseEvent> tell(View view, Instant now) {
        everythingIsNews |= view.network() != toldOf;
        List<LinkReport> news = view.byLink().values().stream()
                .filter(report -> everythingIsNews
                        || !report.equals(told.get(report.link().id())))
                .toList();
        String name = everythingIsNews ? "snapshot" : "changes";
        told = view.byLink();
        toldOf = view.network();
        unavailable = false;
        if (news.isEmpty() && !everythingIsNews) {
            return silentFor(HEARTBEAT, now)
                    ? Optional.of(event("heartbeat", new TimeJson(now), now))
                    : Optional.empty();
        }
        everythingIsNews = false;
        return Optional.of(event(
                name,
                LinksJson.of(
                        news.stream()
                                .map(report -> presenter.present(report, view.network(), now))
                                .toList(),
                        now),
                now));
    }

    private Optional<OutboundSseEvent> tellUnavailable(Instant now) {
        if (unavailable && !silentFor(HEARTBEAT, now)) {
            return Optional.empty();
        }
        unavailable = true;
        everythingIsNews = true;
        return Optional.of(event("unavailable", new TimeJson(now), now));
    }

    private boolean silentFor(Duration time, Instant now) {
        return !now.isBefore(toldAt.plus(time));
    }

    private OutboundSseEvent event(String name, Object data, Instant now) {
        toldAt = now;
        try {
            return sse.newEventBuilder()
                    .name(name)
                    .data(mapper.writeValueAsString(data))
                    .build();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report of links always has a JSON form", e);
        }
    }
}
