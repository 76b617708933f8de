package dk.kronborg.console;

import dk.kronborg.linkmonitor.store.Origin;
import dk.kronborg.linkmonitor.store.PoolName;
import dk.kronborg.linkmonitor.store.StoreBoard;
import dk.kronborg.linkmonitor.store.StoreHistory;
import dk.kronborg.topology.identity.KmeId;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
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

/** The key stores: what they hold, and how long it lasts. */
@Path("/api/v1/stores")
@Tag(name = "Stores")
@RolesAllowed("VIEWER")
@Blocking
public class StoresResource {

    private static final int USUAL_MINUTES = 60;

    private final StoreBoard board;
    private final StoreHistory history;
    private final Clock clock = Clock.systemUTC();

    @Inject
    StoresResource(StoreBoard board, StoreHistory history) {
        this.board = board;
        this.history = history;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "All pools of the network: level, rates, state and time to empty",
            description = "Those of links are there from the start, others once a KME reports them.")
    public StoresJson stores() {
        Instant now = clock.instant();
        return new StoresJson(
                now,
                board.standings().stream()
                        .map(standing -> StoreJson.of(standing, now))
                        .toList());
    }

    @GET
    @Path("{from}/{to}/course")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "What a pool held, minute by minute, oldest first")
    @APIResponse(responseCode = "200")
    @APIResponse(
            responseCode = "400",
            description = "A parameter is outside its range",
            content =
                    @Content(mediaType = ProblemJson.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
    @APIResponse(
            responseCode = "404",
            description = "The network has no such pool",
            content =
                    @Content(mediaType = ProblemJson.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
    public StoreCourseJson course(
            @PathParam("from") String from,
            @PathParam("to") String to,
            @Parameter(description = "QKD if left out", schema = @Schema(implementation = Origin.class))
                    @QueryParam("origin")
                    @Nullable
                    String origin,
            @Parameter(
                            description = "how far back; 60 if left out",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1440"))
                    @QueryParam("minutes")
                    @Nullable
                    String minutes) {
        Origin ofBits = Parameters.word("origin", Origin.class, origin, Origin.QKD);
        PoolName pool = Parameters.checked(() -> new PoolName(new KmeId(from), new KmeId(to), ofBits));
        if (!board.knows(pool)) {
            throw new RefusedRequestException(Response.Status.NOT_FOUND, "The network has no pool " + pool);
        }
        int back = Parameters.number("minutes", minutes, USUAL_MINUTES, (int) StoreHistory.KEPT.toMinutes());
        Instant since = clock.instant().minus(Duration.ofMinutes(back));
        return StoreCourseJson.of(pool, since, history.minutes(pool, since));
    }
}
