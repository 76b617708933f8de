package dk.kronborg.console;

import dk.kronborg.centre.NetworkInForce;
import dk.kronborg.console.AlarmsJson.AlarmJson;
import dk.kronborg.console.AlarmsJson.EntryJson;
import dk.kronborg.console.AlarmsJson.HistoryJson;
import dk.kronborg.console.access.Caller;
import dk.kronborg.linkmonitor.alarm.Alarm;
import dk.kronborg.linkmonitor.alarm.AlarmConflictException;
import dk.kronborg.linkmonitor.alarm.AlarmKey;
import dk.kronborg.linkmonitor.alarm.AlarmLog;
import dk.kronborg.linkmonitor.alarm.AlarmLog.Action;
import dk.kronborg.linkmonitor.alarm.AlarmLog.Entry;
import dk.kronborg.linkmonitor.alarm.AlarmQuery;
import dk.kronborg.linkmonitor.alarm.AlarmQuery.Shown;
import dk.kronborg.linkmonitor.alarm.Resource;
import dk.kronborg.linkmonitor.alarm.Severity;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Alarms: what is wrong, who is hit, and what people do about it. */
@Path("/api/v1/alarms")
@Tag(name = "Alarms")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed("VIEWER")
@Blocking
public class AlarmsResource {

    private static final MediaType YANG = MediaType.valueOf(IetfAlarmsJson.MEDIA_TYPE);

    /** Of one alarm, in the words of RFC 8632. */
    private static final int MOST_CHANGES = 100;

    private final AlarmLog alarms;
    private final AlarmWatch watch;
    private final NetworkInForce network;
    private final Caller caller;
    private final Clock clock = Clock.systemUTC();

    @Inject
    AlarmsResource(AlarmLog alarms, AlarmWatch watch, NetworkInForce network, Caller caller) {
        this.alarms = alarms;
        this.watch = watch;
        this.network = network;
        this.caller = caller;
    }

    @GET
    @Produces({MediaType.APPLICATION_JSON, IetfAlarmsJson.MEDIA_TYPE})
    @Operation(summary = "Alarms, the last raised first", description = """
            As data of the YANG module of RFC 8632 if the header Accept asks for `application/yang-data+json`; the address
            of the next page, if there may be one, is then in the header Link.
            """)
    @APIResponse(
            responseCode = "200",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = AlarmsJson.class)),
                @Content(mediaType = IetfAlarmsJson.MEDIA_TYPE, schema = @Schema(implementation = IetfAlarmsJson.class))
            })
    @APIResponse(
            responseCode = "400",
            description = "A parameter is outside its range",
            content =
                    @Content(mediaType = ProblemJson.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
    @APIResponse(
            responseCode = "406",
            description = "Accept asks for something else",
            content =
                    @Content(mediaType = ProblemJson.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
    public Response alarms(
            @Context HttpHeaders headers,
            @Context UriInfo uri,
            @Parameter(
                            description =
                                    "ACTIVE: wrong now. OPEN: neither closed nor shelved. NOT_CLOSED: those and the"
                                            + " shelved. If left out OPEN, and of RFC 8632 NOT_CLOSED",
                            schema = @Schema(implementation = Shown.class))
                    @QueryParam("shown")
                    @Nullable
                    String shown,
            @Parameter(
                            description = "at least that severe at their worst",
                            schema = @Schema(implementation = Severity.class))
                    @QueryParam("severity")
                    @Nullable
                    String severity,
            @Parameter(description = "of that only", example = "link:MFA-MOD") @QueryParam("resource") @Nullable
                    String resource,
            @Parameter(
                            description = "true leaves out alarms that another one explains",
                            schema = @Schema(type = SchemaType.BOOLEAN))
                    @QueryParam("root")
                    @Nullable
                    String root,
            @Parameter(
                            description = "only those that this alarm explains",
                            schema = @Schema(implementation = UUID.class))
                    @QueryParam("cause")
                    @Nullable
                    String cause,
            @Parameter(
                            description = "alarms a page; 200 if left out",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500"))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(description = "next of the page before") @QueryParam("cursor") @Nullable String cursor) {
        boolean yang = asksForYang(headers);
        AlarmQuery query = Parameters.checked(() -> new AlarmQuery(
                Parameters.word("shown", Shown.class, shown, yang ? Shown.NOT_CLOSED : Shown.OPEN),
                Parameters.word("severity", Severity.class, severity, Severity.CLEARED),
                Optional.ofNullable(resource).map(Resource::parse),
                Parameters.flag("root", root),
                Optional.ofNullable(cause).map(AlarmsResource::uuid),
                Parameters.limit(limit, AlarmQuery.MOST),
                Optional.ofNullable(cursor).map(AlarmsResource::uuid)));
        List<Alarm> page = alarms.alarms(query);
        @Nullable UUID next = page.size() == query.limit() ? page.getLast().id() : null;
        if (!yang) {
            return Response.ok(
                            new AlarmsJson(AlarmsJson.of(page, network.get(), alarms), next),
                            MediaType.APPLICATION_JSON)
                    .build();
        }
        Response.ResponseBuilder response = Response.ok(ietf(page, query.after().isEmpty()), IetfAlarmsJson.MEDIA_TYPE);
        if (next != null) {
            response.link(
                    uri.getRequestUriBuilder().replaceQueryParam("cursor", next).build(), "next");
        }
        return response.build();
    }

    /** Whether the client would rather have that than JSON of our own. */
    private static boolean asksForYang(HttpHeaders headers) {
        return headers.getAcceptableMediaTypes().stream()
                .filter(type -> type.isCompatible(MediaType.APPLICATION_JSON_TYPE) || type.isCompatible(YANG))
                .findFirst()
                .filter(type -> !type.isCompatible(MediaType.APPLICATION_JSON_TYPE))
                .isPresent();
    }

    private IetfAlarmsJson ietf(List<Alarm> page, boolean withInventory) {
        Map<UUID, AlarmKey> keys = new HashMap<>();
        page.forEach(alarm -> keys.put(alarm.id(), alarm.key()));
        page.stream()
                .flatMap(alarm -> alarm.rootCause().stream())
                .filter(cause -> !keys.containsKey(cause))
                .distinct()
                .toList()
                .forEach(cause -> alarms.alarm(cause).ifPresent(alarm -> keys.put(cause, alarm.key())));
        Map<UUID, List<Entry>> histories =
                alarms.histories(page.stream().map(Alarm::id).toList(), MOST_CHANGES);
        return IetfAlarmsJson.of(
                page.stream()
                        .map(alarm -> new IetfAlarm(
                                alarm,
                                histories.getOrDefault(alarm.id(), List.of()),
                                alarm.rootCause().flatMap(cause -> Optional.ofNullable(keys.get(cause)))))
                        .toList(),
                network.get(),
                withInventory);
    }

    @GET
    @Path("stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @NonBlocking
    @Operation(summary = "The open alarms, whenever they change, as server-sent events", description = """
            Event `alarms`: the newest 500 that are open, whenever one of them changes, and every 5 s. Event `unavailable`:
            they cannot be read; what was shown grows old. At most 200 listeners; 503 beyond.
            """)
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(type = SchemaType.STRING)))
    public Multi<OutboundSseEvent> stream() {
        return watch.listen(caller.stillLetIn());
    }

    @GET
    @Path("{id}")
    @Produces({MediaType.APPLICATION_JSON, IetfAlarmsJson.MEDIA_TYPE})
    @Operation(
            summary = "One alarm and everything that happened to it",
            description = "As data of the YANG module of RFC 8632 if Accept asks for `application/yang-data+json`.")
    @APIResponse(
            responseCode = "200",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = HistoryJson.class)),
                @Content(mediaType = IetfAlarmsJson.MEDIA_TYPE, schema = @Schema(implementation = IetfAlarmsJson.class))
            })
    @APIResponse(
            responseCode = "404",
            description = "There is no such alarm",
            content =
                    @Content(mediaType = ProblemJson.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
    @APIResponse(
            responseCode = "406",
            description = "Accept asks for something else",
            content =
                    @Content(mediaType = ProblemJson.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
    public Response alarm(@Context HttpHeaders headers, @PathParam("id") String id) {
        Alarm alarm = alarms.alarm(id(id)).orElseThrow(AlarmsResource::unknown);
        return asksForYang(headers)
                ? Response.ok(ietf(List.of(alarm), false), IetfAlarmsJson.MEDIA_TYPE)
                        .build()
                : Response.ok(
                                new HistoryJson(
                                        present(alarm),
                                        alarms.history(alarm.id()).stream()
                                                .map(EntryJson::of)
                                                .toList()),
                                MediaType.APPLICATION_JSON)
                        .build();
    }

    @POST
    @RolesAllowed({"NOC_OPERATOR", "SECURITY_OFFICER"})
    @Path("{id}/acknowledge")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Somebody takes care of it")
    public AlarmJson acknowledge(@PathParam("id") String id, @Nullable OperatorActJson body) {
        return act(id, body, Action.Acknowledge::new);
    }

    @POST
    @RolesAllowed({"NOC_OPERATOR", "SECURITY_OFFICER"})
    @Path("{id}/shelve")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Out of sight until a time; not for a critical security alarm")
    public AlarmJson shelve(@PathParam("id") String id, @Nullable OperatorActJson body) {
        return act(id, body, () -> new Action.Shelve(given(body).untilTime()));
    }

    @POST
    @RolesAllowed({"NOC_OPERATOR", "SECURITY_OFFICER"})
    @Path("{id}/unshelve")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Back in sight")
    public AlarmJson unshelve(@PathParam("id") String id, @Nullable OperatorActJson body) {
        return act(id, body, Action.Unshelve::new);
    }

    @POST
    @RolesAllowed({"NOC_OPERATOR", "SECURITY_OFFICER"})
    @Path("{id}/close")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Done with, for a reason", description = """
            Only when it is cleared. A security alarm that was critical takes two people: the first request proposes it
            (`operator_state` is then `close-proposed`), the same request by somebody else closes it.
            """)
    public AlarmJson close(@PathParam("id") String id, @Nullable OperatorActJson body) {
        return act(id, body, Action.Close::new);
    }

    private AlarmJson act(String id, @Nullable OperatorActJson body, Supplier<Action> action) {
        UUID known = id(id);
        OperatorActJson request = given(body);
        try {
            return present(Parameters.checked(
                            () -> alarms.act(known, request.act(caller, clock.instant()), action.get()))
                    .orElseThrow(AlarmsResource::unknown));
        } catch (AlarmConflictException e) {
            throw new RefusedRequestException(Response.Status.CONFLICT, String.valueOf(e.getMessage()));
        }
    }

    private static OperatorActJson given(@Nullable OperatorActJson body) {
        if (body == null) {
            throw RefusedRequestException.invalid("the request has a JSON body with text");
        }
        return body;
    }

    private AlarmJson present(Alarm alarm) {
        return AlarmsJson.of(List.of(alarm), network.get(), alarms).getFirst();
    }

    private static RefusedRequestException unknown() {
        return new RefusedRequestException(Response.Status.NOT_FOUND, "There is no such alarm");
    }

    private static UUID id(String text) {
        try {
            return uuid(text);
        } catch (IllegalArgumentException e) {
            throw unknown();
        }
    }

    private static UUID uuid(String text) {
        UUID id = UUID.fromString(text);
        if (!id.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException("an id is a UUID");
        }
        return id;
    }
}
