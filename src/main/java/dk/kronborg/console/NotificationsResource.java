package dk.kronborg.console;

import dk.kronborg.console.NotificationsJson.NotificationJson;
import dk.kronborg.linkmonitor.notification.Notification;
import dk.kronborg.linkmonitor.notification.Notification.State;
import dk.kronborg.linkmonitor.notification.NotificationLog;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Who was told of which alarm, and what became of it. */
@Path("/api/v1/notifications")
@Tag(name = "Notifications")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed("VIEWER")
@Blocking
public class NotificationsResource {

    private static final int MOST = 500;

    private final NotificationLog log;
    private final Clock clock = Clock.systemUTC();

    @Inject
    NotificationsResource(NotificationLog log) {
        this.log = log;
    }

    @GET
    @Operation(summary = "Notifications, the newest first")
    public NotificationsJson notifications(
            @Parameter(description = "only those", schema = @Schema(implementation = State.class))
                    @QueryParam("state")
                    @Nullable
                    String state,
            @Parameter(
                            description = "notifications a page; 200 if left out",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500"))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(description = "next of the page before", schema = @Schema(type = SchemaType.INTEGER))
                    @QueryParam("cursor")
                    @Nullable
                    String cursor) {
        int most = Parameters.limit(limit, MOST);
        List<Notification> page =
                log.newest(Parameters.word("state", State.class, state), Parameters.place(cursor), most);
        return new NotificationsJson(
                page.stream().map(NotificationJson::of).toList(),
                page.size() == most ? page.getLast().id() : null);
    }

    @POST
    @RolesAllowed("NOC_OPERATOR")
    @Path("{id}/retry")
    @Operation(summary = "Sends a dead notification again, whatever has become of its alarm")
    public NotificationJson retry(@PathParam("id") String id) {
        return switch (log.retry(Parameters.id("id", id), clock.instant())) {
            case NotificationLog.Retry.Ordered(var notification) -> NotificationJson.of(notification);
            case NotificationLog.Retry.NotDead(var state) ->
                throw new RefusedRequestException(
                        Response.Status.CONFLICT, "only a DEAD notification is sent again, and this one is " + state);
            case NotificationLog.Retry.Unknown() ->
                throw new RefusedRequestException(Response.Status.NOT_FOUND, "there is no notification " + id);
        };
    }
}
