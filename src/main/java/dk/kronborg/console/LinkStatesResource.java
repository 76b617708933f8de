package dk.kronborg.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.account.Role;
import dk.kronborg.centre.NetworkInForce;
import dk.kronborg.console.LinkStatesJson.StateJson;
import dk.kronborg.console.access.Caller;
import dk.kronborg.linkmonitor.alarm.AlarmConflictException;
import dk.kronborg.linkmonitor.alarm.Attention.Act;
import dk.kronborg.linkmonitor.health.LinkControl.Action;
import dk.kronborg.linkmonitor.health.LinkHealth;
import dk.kronborg.linkmonitor.json.ThresholdJson;
import dk.kronborg.linkmonitor.postgres.PostgresLinkDecisions;
import dk.kronborg.linkmonitor.postgres.PostgresLinkDecisions.Result;
import dk.kronborg.linkmonitor.postgres.PostgresSurroundings;
import dk.kronborg.linkmonitor.store.StoreBoard;
import dk.kronborg.linkmonitor.threshold.Quantity;
import dk.kronborg.linkmonitor.threshold.Threshold;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The states of links, the thresholds they are judged by, and what people decide about them. */
@Path("/api/v1/links")
@Tag(name = "Links")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed("VIEWER")
@Blocking
public class LinkStatesResource {

    /** What makes keys count again, or never more. */
    private static final Set<Action> GRAVE = EnumSet.of(Action.RELEASE, Action.REVOKE);

    private final NetworkInForce network;
    private final PostgresLinkDecisions decisions;
    private final PostgresSurroundings surroundings;
    private final StoreBoard stores;
    private final Caller caller;
    private final Clock clock = Clock.systemUTC();

    @Inject
    LinkStatesResource(
            NetworkInForce network,
            PostgresLinkDecisions decisions,
            PostgresSurroundings surroundings,
            StoreBoard stores,
            Caller caller) {
        this.network = network;
        this.decisions = decisions;
        this.surroundings = surroundings;
        this.stores = stores;
        this.caller = caller;
    }

    @GET
    @Path("states")
    @Operation(summary = "The state of every link on every axis")
    public LinkStatesJson states() {
        Network present = network.get();
        Set<LinkId> withKeys = stores.linksWithKeys();
        return new LinkStatesJson(decisions.all().stream()
                .filter(health -> present.link(health.link()).isPresent())
                .map(health -> StateJson.of(health, withKeys.contains(health.link())))
                .toList());
    }

    @GET
    @Path("{id}/state")
    @Operation(summary = "The state of a link on every axis, and what ails it, with the evidence")
    public StateJson state(@PathParam("id") String id) {
        LinkId link = link(id).id();
        return decisions.all().stream()
                .filter(health -> health.link().equals(link))
                .findFirst()
                .map(this::present)
                .orElseThrow(LinkStatesResource::unheard);
    }

    private StateJson present(LinkHealth health) {
        return StateJson.of(health, stores.linksWithKeys().contains(health.link()));
    }

    private static RefusedRequestException unheard() {
        return new RefusedRequestException(Response.Status.NOT_FOUND, "Nothing is known of that link yet");
    }

    @POST
    @RolesAllowed({"NOC_OPERATOR", "SECURITY_OFFICER"})
    @Path("{id}/actions")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Lock, quarantine, release or revoke a link", description = """
            To release a link from quarantine, and to revoke one, takes two people: the first request is answered 202, the
            same request by somebody else within an hour does it.
            """)
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = StateJson.class)))
    @APIResponse(
            responseCode = "202",
            description = "It takes a second person",
            content = @Content(schema = @Schema(implementation = StateJson.class)))
    public Response act(@PathParam("id") String id, @Nullable LinkActionJson body) {
        LinkId link = link(id).id();
        if (body == null) {
            throw RefusedRequestException.invalid("the request has a JSON body with action and text");
        }
        Action action = body.wanted();
        if (GRAVE.contains(action) && !caller.is(Role.SECURITY_OFFICER)) {
            throw new RefusedRequestException(Response.Status.FORBIDDEN, action + " takes the role SECURITY_OFFICER");
        }
        try {
            Result result = Parameters.checked(
                            () -> decisions.act(link, action, body.act(caller, clock.instant()), body.keysVoided()))
                    .orElseThrow(LinkStatesResource::unheard);
            return Response.status(result.waits() ? Response.Status.ACCEPTED : Response.Status.OK)
                    .entity(present(result.health()))
                    .build();
        } catch (AlarmConflictException e) {
            throw new RefusedRequestException(Response.Status.CONFLICT, String.valueOf(e.getMessage()));
        }
    }

    /** Thresholds by quantity. */
    @Schema(name = "Thresholds")
    public record ThresholdsJson(String link, Map<Quantity, ThresholdJson> thresholds) {}

    /** A threshold for one link, or none for the one of its technology, and who decides so. */
    @Schema(name = "ThresholdDecision")
    @JsonNaming(SnakeCaseStrategy.class)
    public record DecisionJson(
            @Nullable ThresholdJson threshold,
            @Schema(description = "why") @Nullable String text) {}

    @GET
    @Path("{id}/thresholds")
    @Operation(summary = "The thresholds that hold for a link")
    public ThresholdsJson thresholds(@PathParam("id") String id) {
        Link link = link(id);
        surroundings.refresh(clock.instant());
        Map<Quantity, ThresholdJson> thresholds = new TreeMap<>();
        surroundings
                .of(link, clock.instant())
                .thresholds()
                .all()
                .forEach(threshold -> thresholds.put(threshold.quantity(), ThresholdJson.of(threshold)));
        return new ThresholdsJson(link.id().value(), thresholds);
    }

    @PUT
    @RolesAllowed({"NETWORK_PLANNER", "SECURITY_OFFICER"})
    @Path("{id}/thresholds/{quantity}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Give a link a threshold of its own",
            description = "With `threshold` null the one of its technology holds again. In force within a second.")
    public ThresholdsJson decide(
            @PathParam("id") String id, @PathParam("quantity") String quantity, @Nullable DecisionJson body) {
        Link link = link(id);
        if (body == null) {
            throw RefusedRequestException.invalid("the request has a JSON body with threshold and text");
        }
        Quantity known = Parameters.word("quantity", Quantity.class, quantity, Quantity.QBER);
        Act by = new OperatorActJson(body.text(), null).act(caller, clock.instant());
        Optional<Threshold> threshold =
                Parameters.checked(() -> Optional.ofNullable(body.threshold()).map(own -> own.toDomain(known)));
        decisions.decide(link.id(), known, threshold, by);
        return thresholds(id);
    }

    private Link link(String id) {
        try {
            return network.get().link(new LinkId(id)).orElseThrow(LinkStatesResource::unknown);
        } catch (IllegalArgumentException e) {
            throw unknown();
        }
    }

    private static RefusedRequestException unknown() {
        return new RefusedRequestException(Response.Status.NOT_FOUND, "The network has no such link");
    }
}
