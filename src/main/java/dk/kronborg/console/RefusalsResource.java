package dk.kronborg.console;

import dk.kronborg.linkmonitor.history.RefusalLog;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Telemetry that was refused. */
@Path("/api/v1/telemetry/refused")
@Tag(name = "Telemetry")
@Blocking
public class RefusalsResource {

    private static final int NEWEST = 100;

    private final RefusalLog refusals;

    @Inject
    RefusalsResource(RefusalLog refusals) {
        this.refusals = refusals;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "How much telemetry was refused, why, and the newest 100 refusals")
    public RefusalsJson refused() {
        return RefusalsJson.of(refusals.counts(), refusals.newest(NEWEST));
    }
}
