package dk.kronborg.console;

import dk.kronborg.centre.MapDesk;
import dk.kronborg.console.ProposalsJson.ApprovalsJson;
import dk.kronborg.console.ProposalsJson.ProposalJson;
import dk.kronborg.console.access.Caller;
import dk.kronborg.topology.approval.json.ApprovalJson;
import dk.kronborg.topology.version.Approval;
import dk.kronborg.topology.version.Authorship;
import dk.kronborg.topology.version.Description;
import dk.kronborg.topology.version.Difference;
import dk.kronborg.topology.version.NetworkHistory;
import dk.kronborg.topology.version.NetworkVersion;
import dk.kronborg.topology.version.Outcome;
import dk.kronborg.topology.version.Proposal;
import dk.kronborg.topology.version.VersionStore;
import dk.kronborg.topology.version.VersionTag;
import dk.kronborg.topology.yaml.NetworkYaml;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Changes of the network that two officers have to approve. */
@Path("/api/v1/network/proposals")
@Tag(name = "Network")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed("VIEWER")
@Blocking
public class ProposalsResource {

    private final NetworkHistory history;
    private final VersionStore versions;
    private final MapDesk map;
    private final Caller caller;

    @Inject
    ProposalsResource(NetworkHistory history, VersionStore versions, MapDesk map, Caller caller) {
        this.history = history;
        this.versions = versions;
        this.map = map;
        this.caller = caller;
    }

    @GET
    @Operation(summary = "Proposals, open ones first, newest first")
    public ProposalsJson proposals(
            @Parameter(
                            description = "as many at most; 200 if left out",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500"))
                    @QueryParam("limit")
                    @Nullable
                    String limit) {
        return new ProposalsJson(versions.proposals(Parameters.limit(limit, 500)).stream()
                .map(ProposalJson::of)
                .toList());
    }

    @POST
    @RolesAllowed("CONFIG_PROPOSER")
    @Consumes({NetworkRequest.YAML, MediaType.APPLICATION_JSON})
    @Operation(
            summary = "Propose a network that differs in what touches security",
            description = "At most 100 are open at once; at most 16 MiB each.")
    @RequestBody(
            required = true,
            content = @Content(mediaType = NetworkRequest.YAML, schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(
            responseCode = "201",
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
    @APIResponse(responseCode = "409", description = "It touches no security, or as many are open as may be")
    @APIResponse(responseCode = "412", description = "Another version is in force")
    @APIResponse(responseCode = "428", description = "If-Match is missing")
    public Response propose(
            byte @Nullable [] body,
            @Parameter(description = "the version that is changed, as ETag named it") @HeaderParam("If-Match") @Nullable
                    String ifMatch,
            @Parameter(description = "why, 1 to 1000 characters") @QueryParam("why") @Nullable String why) {
        Authorship by = NetworkRequest.by(caller, why);
        VersionTag base = NetworkRequest.base(ifMatch, history);
        Outcome outcome = NetworkRequest.alone(() -> history.propose(NetworkRequest.description(body), base, by));
        if (outcome instanceof Outcome.Proposed(Proposal proposal, Difference difference)) {
            return Response.created(URI.create("/api/v1/network/proposals/" + proposal.id()))
                    .entity(NetworkOutcomeJson.proposed(NetworkOutcomeJson.What.PROPOSED, proposal, difference))
                    .build();
        }
        throw NetworkRequest.refused(outcome);
    }

    @GET
    @Path("{id}")
    @Operation(
            summary = "Who proposes something, and what became of it",
            description = "Ask for application/yaml to have its document.")
    public ProposalJson proposal(@PathParam("id") String id) {
        return ProposalJson.of(found(id));
    }

    @GET
    @Path("{id}")
    @Produces("application/yaml;qs=0.5")
    @Operation(hidden = true)
    public Response proposalAsDocument(@PathParam("id") String id) {
        return Response.ok(versions.proposedDocument(found(id).id()).orElseThrow(), NetworkRequest.YAML)
                .build();
    }

    @GET
    @Path("{id}/difference")
    @Operation(summary = "What a proposal would change, part by part")
    public DifferenceJson difference(
            @PathParam("id") String id,
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
        UUID proposal = found(id).id();
        return NetworkResource.page(() -> versions.proposedDifference(proposal).orElseThrow(), limit, cursor);
    }

    @GET
    @Path("{id}/change")
    @Operation(
            summary = "What officers are asked to approve, as a file for ./kronborg approve",
            description = "kronborg-network-proposal/1, docs/network-map.md: the network in force and the proposed one,"
                    + " whole, with who signs.")
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT)))
    @APIResponse(responseCode = "409", description = "This centre has not begun to sign a network map")
    public Response change(@PathParam("id") String id) {
        Description proposed =
                NetworkYaml.describe(versions.proposedDocument(found(id).id()).orElseThrow());
        return map.publisher()
                .flatMap(publisher -> publisher.change(proposed))
                .map(change -> Response.ok(ApprovalJson.write(change), MediaType.APPLICATION_JSON)
                        .header("Content-Disposition", "attachment; filename=\"change.json\"")
                        .build())
                .orElseThrow(() -> new RefusedRequestException(
                        Response.Status.CONFLICT,
                        "this centre has not begun to sign a network map: docs/network-map.md"));
    }

    @DELETE
    @RolesAllowed({"CONFIG_PROPOSER", "CONFIG_APPROVER"})
    @Path("{id}")
    @Operation(summary = "Withdraw a proposal; it stays to be seen")
    @APIResponse(responseCode = "409", description = "It is not open any more")
    public ProposalJson withdraw(
            @PathParam("id") String id,
            @Parameter(description = "why, 1 to 1000 characters") @QueryParam("why") @Nullable String why) {
        Authorship by = NetworkRequest.by(caller, why);
        if (!versions.withdraw(found(id).id(), by)) {
            throw NetworkRequest.refused(new Outcome.NotOpen());
        }
        return ProposalJson.of(found(id));
    }

    @GET
    @Path("{id}/approvals")
    @Operation(summary = "What officers signed, as it came")
    public ApprovalsJson approvals(@PathParam("id") String id) {
        return ApprovalsJson.of(versions.approvals(found(id).id()));
    }

    @POST
    @RolesAllowed("CONFIG_APPROVER")
    @Path("{id}/approvals")
    @Consumes({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
    @Operation(
            summary = "Approve a proposal with an officer's signature",
            description =
                    "The body is what the officer's tool wrote, at most 16,384 characters, kept as it came; at most 20"
                            + " of a proposal. When two different officers have signed, the proposal is in force. While the"
                            + " centre cannot verify signatures, they are kept and nothing comes into force.")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MediaType.TEXT_PLAIN, schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(
            responseCode = "200",
            description = "in force, or kept",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NetworkOutcomeJson.class)))
    @APIResponse(responseCode = "409", description = "It is not open any more, or has as many as may be")
    @APIResponse(responseCode = "412", description = "Another version is in force than the one that it changes")
    public NetworkOutcomeJson approve(@PathParam("id") String id, byte @Nullable [] body) {
        Proposal proposed = found(id);
        if (proposed.by().who().equals(caller.name())) {
            throw new RefusedRequestException(
                    Response.Status.FORBIDDEN, "Who proposed something does not bring approvals of it");
        }
        UUID proposal = proposed.id();
        Approval approval = Parameters.checked(() -> new Approval(NetworkRequest.text(body), Instant.now()));
        Outcome outcome = NetworkRequest.alone(() -> history.approve(proposal, approval));
        return switch (outcome) {
            case Outcome.InForce(NetworkVersion version, Difference difference) ->
                NetworkOutcomeJson.inForce(version, difference, false);
            case Outcome.Kept(Proposal kept) ->
                NetworkOutcomeJson.proposed(
                        NetworkOutcomeJson.What.APPROVAL_KEPT,
                        kept,
                        versions.proposedDifference(proposal).orElseThrow());
            case Outcome other -> throw NetworkRequest.refused(other);
        };
    }

    private Proposal found(String id) {
        UUID name = Parameters.checked(() -> UUID.fromString(id));
        return versions.proposal(name).orElseThrow(() -> NetworkResource.notFound("There is no such proposal"));
    }
}
