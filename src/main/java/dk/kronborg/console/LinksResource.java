package dk.kronborg.console;

import dk.kronborg.console.access.Caller;
import dk.kronborg.linkmonitor.health.LinkBoard;
import dk.kronborg.linkmonitor.health.LinkBoard.View;
import dk.kronborg.linkmonitor.history.LinkHistory;
import dk.kronborg.linkmonitor.history.ReadingQuery;
import dk.kronborg.linkmonitor.history.SeriesQuery;
import dk.kronborg.linkmonitor.telemetry.LinkSide;
import dk.kronborg.linkmonitor.telemetry.Metric;
import dk.kronborg.topology.identity.LinkId;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The links: how they are, how they were, and live. */
@Path("/api/v1/links")
@Tag(name = "Links")
@RolesAllowed("VIEWER")
@Blocking
public class LinksResource {

    private static final Duration LONGEST_TREND = Duration.ofDays(1);
    private static final int TREND_POINTS = 60;
    private static final int SERIES_POINTS = 500;

    private final LinkBoard board;
    private final LinkPresenter presenter;
    private final LinkHistory history;
    private final LinkWatch watch;
    private final Caller caller;
    private final Clock clock = Clock.systemUTC();

    @Inject
    LinksResource(LinkBoard board, LinkPresenter presenter, LinkHistory history, LinkWatch watch, Caller caller) {
        this.board = board;
        this.presenter = presenter;
        this.history = history;
        this.watch = watch;
        this.caller = caller;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "All links of the network with the newest report of each end")
    public LinksJson links() {
        Instant now = clock.instant();
        View view = board.look();
        return LinksJson.of(
                view.reports().stream()
                        .map(report -> presenter.present(report, view.network(), now))
                        .toList(),
                now);
    }

    @GET
    @Path("{id}/readings")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "The values of one metric on one link, newest first")
    @APIResponse(responseCode = "200")
    @APIResponse(
            responseCode = "400",
            description = "A parameter is missing or outside its range",
            content =
                    @Content(mediaType = ProblemJson.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
    @APIResponse(
            responseCode = "404",
            description = "The network has no such link",
            content =
                    @Content(mediaType = ProblemJson.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
    public ReadingsJson readings(
            @PathParam("id") String id,
            @Parameter(description = "wire name of the metric", example = "skr_bps", required = true)
                    @QueryParam("metric")
                    @Nullable
                    String metric,
            @Parameter(description = "RFC 3339, inclusive; one hour before to if left out")
                    @QueryParam("from")
                    @Nullable
                    String from,
            @Parameter(description = "RFC 3339, exclusive; now if left out") @QueryParam("to") @Nullable String to,
            @Parameter(
                            description = "values a page; 200 if left out",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000"))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(description = "next of the page before") @QueryParam("cursor") @Nullable String cursor) {
        LinkId link = known(id);
        Instant end = to == null ? clock.instant() : Parameters.time("to", to);
        Instant start = from == null ? end.minus(Duration.ofHours(1)) : Parameters.time("from", from);
        ReadingQuery query = Parameters.checked(() -> new ReadingQuery(
                link,
                Parameters.metric(metric),
                start,
                end,
                Parameters.limit(limit, ReadingQuery.MOST),
                Parameters.cursor(cursor)));
        return ReadingsJson.of(query, history.readings(query));
    }

    @GET
    @Path("{id}/series")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary =
                    "The course of one metric on one link, oldest first, as least, mean and greatest value of each step")
    @APIResponse(responseCode = "200")
    @APIResponse(
            responseCode = "400",
            description = "A parameter is missing or outside its range, or there are more steps than points",
            content =
                    @Content(mediaType = ProblemJson.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
    @APIResponse(
            responseCode = "404",
            description = "The network has no such link",
            content =
                    @Content(mediaType = ProblemJson.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
    public SeriesJson series(
            @PathParam("id") String id,
            @Parameter(description = "wire name of the metric", example = "skr_bps", required = true)
                    @QueryParam("metric")
                    @Nullable
                    String metric,
            @Parameter(description = "RFC 3339, inclusive; one hour before to if left out")
                    @QueryParam("from")
                    @Nullable
                    String from,
            @Parameter(description = "RFC 3339, exclusive; now if left out") @QueryParam("to") @Nullable String to,
            @Parameter(
                            description = "TRANSMITTER or RECEIVER; both together if left out",
                            schema = @Schema(implementation = LinkSide.class))
                    @QueryParam("side")
                    @Nullable
                    String side,
            @Parameter(
                            description = "the finest that has few enough points if left out",
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            enumeration = {"raw", "1m", "15m", "1d"}))
                    @QueryParam("resolution")
                    @Nullable
                    String resolution,
            @Parameter(
                            description = "most points; 500 if left out",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "5000"))
                    @QueryParam("points")
                    @Nullable
                    String points) {
        LinkId link = known(id);
        Instant end = to == null ? clock.instant() : Parameters.time("to", to);
        Instant start = from == null ? end.minus(Duration.ofHours(1)) : Parameters.time("from", from);
        SeriesQuery query = Parameters.checked(() -> new SeriesQuery(
                link,
                Parameters.metric(metric),
                Parameters.side(side),
                start,
                end,
                Parameters.resolution(resolution),
                Parameters.number("points", points, SERIES_POINTS, SeriesQuery.MOST)));
        return SeriesJson.of(query, history.series(query));
    }

    private LinkId known(String id) {
        LinkId link = Parameters.checked(() -> new LinkId(id));
        if (!board.knows(link)) {
            throw new RefusedRequestException(
                    jakarta.ws.rs.core.Response.Status.NOT_FOUND, "The network has no link " + link);
        }
        return link;
    }

    @GET
    @Path("trends")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "The course of one metric on all links, as means over about 60 steps of whole minutes")
    @APIResponse(responseCode = "200")
    @APIResponse(
            responseCode = "400",
            description = "A parameter is missing or outside its range",
            content =
                    @Content(mediaType = ProblemJson.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
    public TrendsJson trends(
            @Parameter(description = "wire name of the metric", example = "skr_bps", required = true)
                    @QueryParam("metric")
                    @Nullable
                    String metric,
            @Parameter(
                            description = "time covered, minutes; 30 if left out",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1440"))
                    @QueryParam("minutes")
                    @Nullable
                    String minutes) {
        Metric wanted = Parameters.metric(metric);
        Duration span = Duration.ofMinutes(Parameters.number("minutes", minutes, 30, (int) LONGEST_TREND.toMinutes()));
        Duration step = Duration.ofMinutes(Math.ceilDiv(span.toMinutes(), TREND_POINTS));
        Instant since = Instant.ofEpochSecond(
                Math.floorDiv(clock.instant().minus(span).getEpochSecond(), step.toSeconds()) * step.toSeconds());
        return TrendsJson.of(wanted, since, step, history.trends(wanted, since, step));
    }

    @GET
    @Path("stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @NonBlocking
    @Operation(summary = "All links, then those that changed, as server-sent events", description = """
            Event `snapshot` comes first, and again whenever the history was away or another version of the network is
            watched: all links. Event `changes`: only the links with a newer report. Event `heartbeat` every 5 s without
            a change. Event `unavailable`: the history cannot be read; what was shown grows old. `snapshot` and `changes`
            carry Links, the others only `server_time`. At most 200 listeners; 503 beyond.
            """)
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(
            responseCode = "503",
            description = "Too many listeners",
            content =
                    @Content(mediaType = ProblemJson.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
    public Multi<OutboundSseEvent> stream() {
        return watch.listen(caller.stillLetIn());
    }
}
