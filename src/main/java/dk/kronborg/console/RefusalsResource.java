package dk.kronborg.console;

import dk.kronborg.console.ReplayJson.ReplayedJson;
import dk.kronborg.linkmonitor.history.RefusalLog;
import dk.kronborg.linkmonitor.history.RefusalQuery;
import dk.kronborg.linkmonitor.intake.RefusalReason;
import dk.kronborg.linkmonitor.kafka.RefusedTelemetryReplay;
import dk.kronborg.topology.identity.DeviceId;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Telemetry that was refused. */
@Path("/api/v1/telemetry/refused")
@Tag(name = "Telemetry")
@RolesAllowed("VIEWER")
@Blocking
public class RefusalsResource {

    private final RefusalLog refusals;
    private final RefusedTelemetryReplay replay;

    @Inject
    RefusalsResource(RefusalLog refusals, RefusedTelemetryReplay replay) {
        this.refusals = refusals;
        this.replay = replay;
    }

    @POST
    @RolesAllowed("NOC_OPERATOR")
    @Path("replay")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Send refused telemetry to its topic once more",
            description =
                    "For instance after a device's key has been enrolled. What was taken meanwhile changes nothing.")
    public ReplayedJson replay(@Nullable ReplayJson body) {
        if (body == null) {
            throw RefusedRequestException.invalid("the request has a JSON body; {} selects the last day");
        }
        try {
            return ReplayedJson.of(replay.replay(body.selection(Instant.now())));
        } catch (KafkaException e) {
            throw new RefusedRequestException(
                    Response.Status.SERVICE_UNAVAILABLE, "The broker does not answer now; try again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedRequestException(Response.Status.SERVICE_UNAVAILABLE, "The centre is ending");
        }
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "How much telemetry was refused, and why, and the records, newest first",
            description = "The newest 10,000 are kept. Reports of key stores and of KMEs' alarms that were refused are"
                    + " among them.")
    @APIResponse(responseCode = "200")
    @APIResponse(
            responseCode = "400",
            description = "A parameter is outside its range",
            content =
                    @Content(mediaType = ProblemJson.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
    public RefusalsJson refused(
            @Parameter(description = "for that reason only", schema = @Schema(implementation = RefusalReason.class))
                    @QueryParam("reason")
                    @Nullable
                    String reason,
            @Parameter(
                            description = "under that record key only, which of telemetry is the link, as it is listed",
                            example = "MFA-MOD")
                    @QueryParam("key")
                    @Nullable
                    String key,
            @Parameter(description = "that name that device only", example = "MFA-MOD-RX")
                    @QueryParam("device")
                    @Nullable
                    String device,
            @Parameter(description = "refused then or later, RFC 3339") @QueryParam("from") @Nullable String from,
            @Parameter(description = "refused before, RFC 3339") @QueryParam("to") @Nullable String to,
            @Parameter(
                            description = "records a page; 200 if left out",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500"))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(description = "next of the page before", schema = @Schema(type = SchemaType.INTEGER))
                    @QueryParam("cursor")
                    @Nullable
                    String cursor) {
        RefusalQuery query = Parameters.checked(() -> new RefusalQuery(
                Parameters.word("reason", RefusalReason.class, reason),
                Optional.ofNullable(key),
                Optional.ofNullable(device).map(DeviceId::new),
                from == null ? Parameters.EARLIEST : Parameters.time("from", from),
                to == null ? Parameters.LATEST : Parameters.time("to", to),
                Parameters.limit(limit, RefusalQuery.MOST),
                Parameters.place(cursor)));
        return RefusalsJson.of(refusals.counts(), refusals.refusals(query));
    }
}
