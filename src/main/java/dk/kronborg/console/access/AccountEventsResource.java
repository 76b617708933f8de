package dk.kronborg.console.access;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.account.AccountEvent;
import dk.kronborg.account.AccountStore;
import dk.kronborg.console.Parameters;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What happened to accounts. */
@Path("/api/v1/account-events")
@Tag(name = "Session")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed("AUDITOR")
@Blocking
public class AccountEventsResource {

    private static final int MOST = 500;

    /** One of them. */
    @Schema(name = "AccountEvent")
    @JsonNaming(SnakeCaseStrategy.class)
    record EventJson(
            long number,
            Instant at,
            AccountEvent.Kind kind,

            @Schema(description = "- for a sign-in by a name that no account has")
            String account,

            @Schema(description = "an account, or shell:<user>")
            String by,

            @Schema(description = "address of the request; empty for a shell")
            String from,

            String detail) {

        static EventJson of(AccountEvent event) {
            return new EventJson(
                    event.number(),
                    event.at(),
                    event.kind(),
                    event.account(),
                    event.by(),
                    event.from(),
                    event.detail());
        }
    }

    /** A page of them. */
    @Schema(name = "AccountEvents")
    @JsonNaming(SnakeCaseStrategy.class)
    record EventsJson(
            List<EventJson> events,

            @Schema(description = "cursor of the next page, if there may be one") @Nullable
            Long next) {}

    private final AccountStore store;

    @Inject
    AccountEventsResource(AccountStore store) {
        this.store = store;
    }

    @GET
    @Operation(summary = "The journal of accounts, newest first")
    public EventsJson events(
            @Parameter(
                            description = "events a page; 200 if left out",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500"))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(description = "next of the page before", schema = @Schema(type = SchemaType.INTEGER))
                    @QueryParam("cursor")
                    @Nullable
                    String cursor) {
        int most = Parameters.limit(limit, MOST);
        List<EventJson> page = store.journal(Parameters.place(cursor).orElse(Long.MAX_VALUE), most).stream()
                .map(EventJson::of)
                .toList();
        return new EventsJson(page, page.size() == most ? page.getLast().number() : null);
    }
}
