package dk.kronborg.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.console.access.Caller;
import dk.kronborg.linkmonitor.alarm.Attention.Act;
import dk.kronborg.linkmonitor.alarm.Resource;
import dk.kronborg.linkmonitor.health.PlannedWork;
import dk.kronborg.linkmonitor.postgres.PostgresLinkDecisions;
import dk.kronborg.linkmonitor.postgres.PostgresSurroundings;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Work that people announce, so that what it does is no alarm. */
@Path("/api/v1/planned-work")
@Tag(name = "Alarms")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed("VIEWER")
@Blocking
public class PlannedWorkResource {

    /** Work on something for some time. */
    @Schema(name = "PlannedWork")
    @JsonNaming(SnakeCaseStrategy.class)
    public record WorkJson(
            @Schema(readOnly = true) @Nullable UUID id,

            @Schema(description = "link, cable, device, kme or site", examples = "cable:NORTH") @Nullable
            String resource,

            @Schema(description = "RFC 3339") @Nullable String begins,

            @Schema(description = "RFC 3339, at most 7 days after it begins") @Nullable
            String ends,

            @Schema(description = "1 to 500 characters") @Nullable
            String reason,

            @Schema(description = "who announced it", readOnly = true) @Nullable
            String operator,

            @Schema(readOnly = true) @Nullable Instant announcedAt) {

        static WorkJson of(PlannedWork work) {
            return new WorkJson(
                    work.id(),
                    work.resource().toString(),
                    work.begins().toString(),
                    work.ends().toString(),
                    work.reason(),
                    work.operator(),
                    work.announcedAt());
        }

        PlannedWork toDomain(Caller caller, Instant now) {
            return new PlannedWork(
                    UUID.randomUUID(),
                    Resource.parse(given("resource", resource)),
                    Parameters.time("begins", given("begins", begins)),
                    Parameters.time("ends", given("ends", ends)),
                    given("reason", reason),
                    caller.name(),
                    now);
        }

        private static String given(String member, @Nullable String value) {
            return Optional.ofNullable(value).orElseThrow(() -> new IllegalArgumentException(member + " is missing"));
        }
    }

    /** Work that is going on or to come. */
    @Schema(name = "PlannedWorks")
    @JsonNaming(SnakeCaseStrategy.class)
    public record WorksJson(List<WorkJson> plannedWork) {}

    private final PostgresLinkDecisions decisions;
    private final PostgresSurroundings surroundings;
    private final Caller caller;
    private final Clock clock = Clock.systemUTC();

    @Inject
    PlannedWorkResource(PostgresLinkDecisions decisions, PostgresSurroundings surroundings, Caller caller) {
        this.decisions = decisions;
        this.surroundings = surroundings;
        this.caller = caller;
    }

    @GET
    @Operation(summary = "Work that is going on or to come, or has just ended")
    public WorksJson work() {
        return new WorksJson(
                decisions.work(clock.instant()).stream().map(WorkJson::of).toList());
    }

    @POST
    @RolesAllowed({"NOC_OPERATOR", "NETWORK_PLANNER"})
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Announce work")
    public WorkJson announce(@Nullable WorkJson body) {
        if (body == null) {
            throw RefusedRequestException.invalid("the request has a JSON body with resource, begins, ends and reason");
        }
        PlannedWork work = Parameters.checked(() -> body.toDomain(caller, clock.instant()));
        decisions.announce(work);
        surroundings.refresh(clock.instant());
        return WorkJson.of(work);
    }

    @POST
    @RolesAllowed({"NOC_OPERATOR", "NETWORK_PLANNER"})
    @Path("{id}/cancel")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Call work off, or end it")
    public WorksJson cancel(@PathParam("id") String id, @Nullable OperatorActJson body) {
        if (body == null) {
            throw RefusedRequestException.invalid("the request has a JSON body with text");
        }
        Act by = body.act(caller, clock.instant());
        UUID work = Parameters.checked(() -> UUID.fromString(id));
        if (!decisions.cancel(work, by)) {
            throw new RefusedRequestException(Response.Status.NOT_FOUND, "There is no such work");
        }
        return work();
    }
}
