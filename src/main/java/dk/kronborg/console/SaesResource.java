package dk.kronborg.console;

import dk.kronborg.centre.NetworkInForce;
import dk.kronborg.console.access.Caller;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Consumers of keys: the one part of the network that ministries see, each its own. */
@Path("/api/v1/saes")
@Tag(name = "Network")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"VIEWER", "MINISTRY"})
@Blocking
public class SaesResource {

    private final NetworkInForce network;
    private final Caller caller;

    @Inject
    SaesResource(NetworkInForce network, Caller caller) {
        this.network = network;
        this.caller = caller;
    }

    @GET
    @Operation(
            summary = "SAEs, with whom each may share keys, and by which policy",
            description = "A ministry sees its own SAEs only.")
    public SaesJson saes() {
        return SaesJson.of(network.get(), caller.account());
    }
}
