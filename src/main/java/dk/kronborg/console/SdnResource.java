package dk.kronborg.console;

import dk.kronborg.linkmonitor.health.LinkBoard;
import dk.kronborg.linkmonitor.health.LinkBoard.View;
import dk.kronborg.linkmonitor.store.StoreBoard;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.network.Kme;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The network as SDN controllers read it, ETSI GS QKD 015 V2.1.1; nothing can be written. */
@Path("/restconf/data/etsi-qkd-sdn-node:qkd_node")
@Tag(name = "SDN")
@RolesAllowed("VIEWER")
@Blocking
public class SdnResource {

    private final LinkBoard board;
    private final StoreBoard stores;

    @Inject
    SdnResource(LinkBoard board, StoreBoard stores) {
        this.board = board;
        this.stores = stores;
    }

    @GET
    @Produces({"application/yang-data+json", "application/json"})
    @Operation(summary = "One node: its interfaces, links and applications")
    @APIResponse(responseCode = "200")
    @APIResponse(
            responseCode = "404",
            description = "The network has no such KME",
            content =
                    @Content(mediaType = ProblemJson.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
    public QkdNodeJson node(
            @Parameter(description = "the KME, which is a node there", required = true, example = "KME-MFA")
                    @QueryParam("kme")
                    @Nullable
                    String kme) {
        if (kme == null) {
            throw RefusedRequestException.invalid("kme is missing; it names the node");
        }
        View view = board.look();
        Kme node = view.network()
                .kme(Parameters.checked(() -> new KmeId(kme)))
                .orElseThrow(() -> NetworkResource.notFound("The network has no such KME"));
        return new SdnView(view.network(), view.byLink(), stores.linksWithKeys(), Instant.now()).node(node);
    }
}
