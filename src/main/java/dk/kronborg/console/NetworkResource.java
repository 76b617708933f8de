package dk.kronborg.console;

import com.fasterxml.jackson.databind.JsonNode;
import dk.kronborg.centre.EnrolmentDesk;
import dk.kronborg.console.NetworkVersionsJson.VersionJson;
import dk.kronborg.console.access.Caller;
import dk.kronborg.topology.version.Authorship;
import dk.kronborg.topology.version.Difference;
import dk.kronborg.topology.version.NetworkHistory;
import dk.kronborg.topology.version.NetworkVersion;
import dk.kronborg.topology.version.Outcome;
import dk.kronborg.topology.version.VersionStore;
import dk.kronborg.topology.version.VersionTag;
import dk.kronborg.topology.yaml.NetworkYaml;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What the network is, and was. */
@Path("/api/v1/network")
@Tag(name = "Network")
@RolesAllowed("VIEWER")
@Blocking
public class NetworkResource {

    private static final int MOST = 500;

    private final NetworkHistory history;
    private final VersionStore versions;
    private final EnrolmentDesk desk;
    private final Caller caller;

    @Inject
    NetworkResource(NetworkHistory history, VersionStore versions, EnrolmentDesk desk, Caller caller) {
        this.history = history;
        this.versions = versions;
        this.desk = desk;
        this.caller = caller;
    }

    @GET
    @Path("map")
    @Operation(
            summary = "The version of the signed map in force",
            description = "What KMEs follow: docs/network-map.md.")
    @APIResponse(responseCode = "404", description = "This centre has not begun to sign a network map")
    public NetworkMapJson map() {
        return desk.version()
                .map(NetworkMapJson::of)
                .orElseThrow(() -> notFound("This centre has not begun to sign a network map"));
    }

    @GET
    @Produces(NetworkRequest.YAML)
    @Operation(
            summary = "The network in force, as its author wrote it",
            description = "The header ETag names the version. Ask for application/json to have it as JSON.")
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = NetworkRequest.YAML, schema = @Schema(type = SchemaType.STRING)))
    public Response network() {
        VersionTag tag = history.inForce().tag();
        return NetworkRequest.document(document(tag.number()), tag);
    }

    @GET
    @Produces("application/json;qs=0.5")
    @Operation(hidden = true)
    public Response networkAsJson() {
        VersionTag tag = history.inForce().tag();
        JsonNode tree = NetworkRequest.alone(() -> NetworkYaml.tree(NetworkYaml.describe(document(tag.number()))));
        return Response.ok(tree, MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.ETAG, NetworkRequest.quoted(tag))
                .build();
    }

    @PUT
    @RolesAllowed("NETWORK_PLANNER")
    @Consumes({NetworkRequest.YAML, MediaType.APPLICATION_JSON})
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Put another network in force",
            description = "As a whole: what the document does not say is gone. What touches security is refused: it is"
                    + " proposed, and two officers approve it. At most 16 MiB.")
    @RequestBody(
            required = true,
            content = @Content(mediaType = NetworkRequest.YAML, schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NetworkOutcomeJson.class)))
    @APIResponse(
            responseCode = "400",
            description = "The document describes no network, or a parameter is wrong",
            content =
                    @Content(
                            mediaType = ProblemJson.MEDIA_TYPE,
                            schema = @Schema(implementation = NetworkProblemJson.class)))
    @APIResponse(responseCode = "409", description = "It touches security")
    @APIResponse(responseCode = "412", description = "Another version is in force")
    @APIResponse(responseCode = "428", description = "If-Match is missing")
    public Response change(
            byte @Nullable [] body,
            @Parameter(description = "the version that is changed, as ETag named it") @HeaderParam("If-Match") @Nullable
                    String ifMatch,
            @Parameter(description = "why, 1 to 1000 characters") @QueryParam("why") @Nullable String why,
            @Parameter(
                            description = "only say what would differ and whether officers have to approve it",
                            schema = @Schema(type = SchemaType.BOOLEAN))
                    @QueryParam("dry_run")
                    @Nullable
                    String dryRun) {
        Authorship by = NetworkRequest.by(caller, why);
        boolean dry = Parameters.flag("dry_run", dryRun);
        VersionTag base = NetworkRequest.base(ifMatch, history);
        Outcome outcome = NetworkRequest.alone(() -> dry
                ? history.tried(NetworkRequest.description(body), base, by)
                : history.change(NetworkRequest.description(body), base, by));
        return switch (outcome) {
            case Outcome.InForce(NetworkVersion version, Difference difference) ->
                answer(NetworkOutcomeJson.inForce(version, difference, dry), dry ? base : version.tag());
            case Outcome.Unchanged(NetworkVersion version) ->
                answer(NetworkOutcomeJson.unchanged(version, dry), version.tag());
            case Outcome.NeedsApproval(Difference difference)
            when dry -> answer(NetworkOutcomeJson.needsApproval(difference), base);
            case Outcome other -> throw NetworkRequest.refused(other);
        };
    }

    private static Response answer(NetworkOutcomeJson outcome, VersionTag inForce) {
        return Response.ok(outcome)
                .header(HttpHeaders.ETAG, NetworkRequest.quoted(inForce))
                .build();
    }

    @GET
    @Path("versions")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "All versions there were, newest first")
    public NetworkVersionsJson versions(
            @Parameter(
                            description = "versions a page; 200 if left out",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500"))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(description = "next of the page before", schema = @Schema(type = SchemaType.INTEGER))
                    @QueryParam("cursor")
                    @Nullable
                    String cursor) {
        int most = Parameters.limit(limit, MOST);
        long before = cursor == null ? Long.MAX_VALUE : Parameters.id("cursor", cursor);
        return NetworkVersionsJson.of(versions.versions(before, most), most);
    }

    @GET
    @Path("versions/{version}")
    @Produces("application/json")
    @Operation(
            summary = "Who made a version, when and why",
            description = "Ask for application/yaml to have its document.")
    public VersionJson version(@PathParam("version") String version) {
        return VersionJson.of(found(version));
    }

    @GET
    @Path("versions/{version}")
    @Produces("application/yaml;qs=0.5")
    @Operation(hidden = true)
    public Response versionAsDocument(@PathParam("version") String version) {
        VersionTag tag = found(version).tag();
        return NetworkRequest.document(document(tag.number()), tag);
    }

    @GET
    @Path("versions/{version}/difference")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "What a version changed, part by part")
    public DifferenceJson difference(
            @PathParam("version") String version,
            @Parameter(
                            description = "parts a page; 200 if left out",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500"))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(description = "next of the page before", schema = @Schema(type = SchemaType.INTEGER))
                    @QueryParam("cursor")
                    @Nullable
                    String cursor) {
        long number = Parameters.id("version", version);
        return page(
                () -> versions.difference(number).orElseThrow(() -> notFound("There is no version " + number)),
                limit,
                cursor);
    }

    static DifferenceJson page(Supplier<Difference> difference, @Nullable String limit, @Nullable String cursor) {
        int most = Parameters.limit(limit, MOST);
        long from = cursor == null ? 0 : Parameters.id("cursor", cursor);
        return DifferenceJson.of(difference.get(), (int) Math.min(from, Integer.MAX_VALUE - MOST), most);
    }

    private NetworkVersion found(String version) {
        long number = Parameters.id("version", version);
        return versions.version(number).orElseThrow(() -> notFound("There is no version " + number));
    }

    private String document(long number) {
        return versions.document(number).orElseThrow();
    }

    static RefusedRequestException notFound(String detail) {
        return new RefusedRequestException(Response.Status.NOT_FOUND, detail);
    }
}
