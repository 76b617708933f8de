package dk.kronborg.console;

import dk.kronborg.centre.EnrolmentDesk;
import dk.kronborg.console.EnrolmentsJson.EnrolmentStateJson;
import dk.kronborg.console.EnrolmentsJson.InvitedJson;
import dk.kronborg.console.access.Caller;
import dk.kronborg.process.NewFile;
import dk.kronborg.topology.enrolment.Enrolment;
import dk.kronborg.topology.enrolment.EnrolmentRequest;
import dk.kronborg.topology.enrolment.Enrolments.Answer;
import dk.kronborg.topology.enrolment.Enrolments.Invited;
import dk.kronborg.topology.enrolment.json.EnrolmentJson;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.map.json.MalformedException;
import dk.kronborg.topology.version.Authorship;
import dk.kronborg.topology.version.Outcome;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
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

/** KMEs that join the network, or come back with new keys: docs/enrolment.md. */
@Path("/api/v1/enrolments")
@Tag(name = "Enrolment")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed("VIEWER")
@Blocking
public class EnrolmentsResource {

    private static final String PEM = "application/pkcs10";

    private final EnrolmentDesk desk;
    private final Caller caller;

    @Inject
    EnrolmentsResource(EnrolmentDesk desk, Caller caller) {
        this.desk = desk;
        this.caller = caller;
    }

    @GET
    @Operation(summary = "Enrolments, newest first")
    public EnrolmentsJson enrolments(
            @Parameter(
                            description = "as many at most; 200 if left out",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500"))
                    @QueryParam("limit")
                    @Nullable
                    String limit) {
        return new EnrolmentsJson(desk.enrolments().newest(Parameters.limit(limit, 500)).stream()
                .map(EnrolmentStateJson::of)
                .toList());
    }

    @POST
    @RolesAllowed("PKI_ADMIN")
    @Operation(
            summary = "Invite a KME of the network to make keys and ask to be known by them",
            description = "The answer has the one-time code, which is shown this once and kept nowhere.")
    @APIResponse(
            responseCode = "201",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = InvitedJson.class)))
    @APIResponse(responseCode = "404", description = "The network has no such KME")
    @APIResponse(responseCode = "409", description = "This centre signs no map, or does not know where KMEs reach it")
    public Response invite(
            @Parameter(description = "of the network in force") @QueryParam("kme") @Nullable String kme,
            @Parameter(
                            description = "for how long the invitation counts; 24 if left out",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "168"))
                    @QueryParam("hours")
                    @Nullable
                    String hours,
            @Parameter(description = "why, 1 to 1000 characters") @QueryParam("why") @Nullable String why) {
        Authorship by = NetworkRequest.by(caller, why);
        if (kme == null) {
            throw RefusedRequestException.invalid("kme is missing");
        }
        Duration counts = Duration.ofHours(Parameters.number("hours", hours, 24, 168));
        KmeId invited = Parameters.checked(() -> new KmeId(kme));
        try {
            Invited invitation = NetworkRequest.alone(() -> desk.invite(invited, counts, by))
                    .orElseThrow(() -> NetworkResource.notFound("The network in force has no KME " + kme));
            return Response.created(URI.create(
                            "/api/v1/enrolments/" + invitation.enrolment().id()))
                    .entity(InvitedJson.of(invitation))
                    .build();
        } catch (IllegalStateException e) {
            throw new RefusedRequestException(Response.Status.CONFLICT, String.valueOf(e.getMessage()));
        }
    }

    @GET
    @Path("{id}")
    @Operation(summary = "How far an enrolment has come")
    public EnrolmentStateJson enrolment(@PathParam("id") String id) {
        return EnrolmentStateJson.of(found(id));
    }

    @GET
    @Path("{id}/invitation")
    @Operation(summary = "The invitation, kronborg-invitation/1, once more; the code is not shown again")
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT)))
    public Response invitation(@PathParam("id") String id) {
        Enrolment enrolment = found(id);
        return Response.ok(enrolment.invitation(), MediaType.APPLICATION_JSON)
                .header("Content-Disposition", "attachment; filename=\"" + enrolment.kme() + ".invitation.json\"")
                .build();
    }

    @POST
    @RolesAllowed("PKI_ADMIN")
    @Path("requests")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Hand in what ./kronborg kme enrol made at the KME, kronborg-enrolment/1",
            description = "A good one uses the code up, and becomes a proposal to know the KME by its new key. The same"
                    + " may be handed in again.")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT)))
    @APIResponse(responseCode = "400", description = "It is no request, or not a good one")
    @APIResponse(responseCode = "409", description = "Its invitation is not open, or nothing can be proposed now")
    public EnrolmentStateJson request(
            byte @Nullable [] body,
            @Parameter(description = "why, 1 to 1000 characters") @QueryParam("why") @Nullable String why) {
        Authorship by = NetworkRequest.by(caller, why);
        String document = NetworkRequest.text(body);
        EnrolmentRequest request;
        try {
            request = EnrolmentJson.readRequest(document.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedException e) {
            throw RefusedRequestException.invalid("this is no request of a KME: " + e.getMessage());
        }
        return switch (NetworkRequest.alone(() -> desk.enrolments().request(request, document, by))) {
            case Answer.Accepted(Enrolment enrolment) -> EnrolmentStateJson.of(enrolment);
            case Answer.NotOpen(String reason) -> throw new RefusedRequestException(Response.Status.CONFLICT, reason);
            case Answer.Wrong(var faults) -> throw RefusedRequestException.invalid(String.join("; ", faults));
            case Answer.NotProposed(Outcome outcome) -> throw NetworkRequest.refused(outcome);
        };
    }

    @GET
    @Path("{id}/certificates/{plane}")
    @Produces(PEM)
    @Operation(summary = "What the authority of a plane is asked to sign: PKCS #10, PEM")
    public String certificate(@PathParam("id") String id, @PathParam("plane") String plane) {
        return found(id)
                .request()
                .map(EnrolmentStateJson::request)
                .flatMap(request ->
                        Optional.ofNullable(request.statement().certificates().get(plane)))
                .map(base64 ->
                        NewFile.pem("CERTIFICATE REQUEST", Base64.getDecoder().decode(base64)))
                .orElseThrow(() -> NetworkResource.notFound("There is no request for a certificate of that plane"));
    }

    @DELETE
    @RolesAllowed("PKI_ADMIN")
    @Path("{id}")
    @Operation(summary = "Make an invitation void")
    @APIResponse(responseCode = "409", description = "Its request has come, or it is void already")
    public EnrolmentStateJson withdraw(@PathParam("id") String id) {
        if (!desk.enrolments().withdraw(found(id).id())) {
            throw new RefusedRequestException(
                    Response.Status.CONFLICT, "No request is waited for; a proposal can be withdrawn");
        }
        return EnrolmentStateJson.of(found(id));
    }

    private Enrolment found(String id) {
        UUID named = Parameters.checked(() -> UUID.fromString(id));
        return desk.enrolments()
                .find(named)
                .orElseThrow(() -> NetworkResource.notFound("There is no enrolment " + named));
    }
}
