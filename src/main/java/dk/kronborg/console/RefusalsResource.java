package dk.kronborg.console;

import dk.kronborg.console.ReplayJson.ReplayedJson;
import dk.kronborg.linkmonitor.history.RefusalLog;
import dk.kronborg.linkmonitor.kafka.RefusedTelemetryReplay;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Telemetry that was refused. */
@Path("/api/v1/telemetry/refused")
@Tag(name = "Telemetry")
@Blocking
public class RefusalsResource {

    private static final int NEWEST = 100;

    private final RefusalLog refusals;
    private final RefusedTelemetryReplay replay;

    @Inject
    RefusalsResource(RefusalLog refusals, RefusedTelemetryReplay replay) {
        this.refusals = refusals;
        this.replay = replay;
    }

    @POST
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
    @Operation(summary = "How much telemetry was refused, why, and the newest 100 refusals")
    public RefusalsJson refused() {
        return RefusalsJson.of(refusals.counts(), refusals.newest(NEWEST));
    }
}
