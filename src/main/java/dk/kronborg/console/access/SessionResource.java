package dk.kronborg.console.access;

import dk.kronborg.account.AccountName;
import dk.kronborg.account.AccountStore.Granted;
import dk.kronborg.account.Accounts;
import dk.kronborg.account.Actor;
import dk.kronborg.account.Grant;
import dk.kronborg.account.GrantSecret;
import dk.kronborg.account.SignIn;
import dk.kronborg.account.SignIn.Outcome;
import dk.kronborg.console.ProblemJson;
import dk.kronborg.console.RefusedRequestException;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The caller's own session. */
@Path("/api/v1/session")
@SecurityScheme(
        securitySchemeName = "token",
        type = SecuritySchemeType.HTTP,
        scheme = "bearer",
        description =
                "A token, docs/accounts.md. The console's pages send the cookie of a session instead. Behind each request"
                        + " stand the roles that may make it.")
@Tag(name = "Session")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class SessionResource {

    private final SignIn signIn;
    private final Accounts accounts;
    private final Caller caller;

    @Inject
    SessionResource(SignIn signIn, Accounts accounts, Caller caller) {
        this.signIn = signIn;
        this.accounts = accounts;
        this.caller = caller;
    }

    @GET
    @Authenticated
    @Operation(summary = "Who the caller is")
    public SessionJson session() {
        return SessionJson.of(caller.granted().orElseThrow(), caller.secret().orElseThrow());
    }

    @POST
    @PermitAll
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Sign in by name and password",
            description =
                    "The session is in a cookie that no script reads. After five wrong passwords in a row no password of"
                            + " that account is looked at for 15 minutes. Why somebody is refused is not said. With `new_password`"
                            + " the password is another one from now on, and all other sessions of the account have ended.")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = SessionJson.class)))
    @APIResponse(responseCode = "401", description = "Wrong name or password, or no password is looked at now")
    @APIResponse(responseCode = "403", description = "A page of another site sent it")
    @APIResponse(responseCode = "503", description = "Too many sign in at the same time; try again")
    public Response signIn(@Context HttpServerRequest request, @Nullable SignInJson body) {
        if (GrantMechanism.isForeign(request)) {
            throw new RefusedRequestException(
                    Response.Status.FORBIDDEN, "Only the console's own pages and scripts sign in here");
        }
        if (body == null || body.name() == null || body.password() == null) {
            throw RefusedRequestException.invalid("the request has a JSON body with name and password");
        }
        String from = request.remoteAddress().hostAddress();
        Outcome outcome = signIn.signIn(body.name(), body.password(), from);
        if (outcome instanceof Outcome.SignedIn && body.newPassword() != null) {
            outcome = withPassword(body.name(), body.newPassword(), from);
        }
        return switch (outcome) {
            case Outcome.SignedIn(GrantSecret secret, Granted granted) ->
                Response.ok(SessionJson.of(granted, secret))
                        .cookie(cookie(secret.revealed(), NewCookie.DEFAULT_MAX_AGE))
                        .build();
            case Outcome.Refused() ->
                ProblemJson.response(
                        Response.Status.UNAUTHORIZED,
                        "Name or password is wrong, or the account is locked for a while");
            case Outcome.Busy() ->
                Response.fromResponse(ProblemJson.response(
                                Response.Status.SERVICE_UNAVAILABLE, "Too many sign in at the same time; try again"))
                        .header("Retry-After", 1)
                        .build();
        };
    }

    private Outcome withPassword(String name, String password, String from) {
        AccountName account = new AccountName(name);
        try {
            accounts.changePassword(account, password, Actor.account(account, from));
        } catch (IllegalArgumentException e) {
            throw RefusedRequestException.invalid(String.valueOf(e.getMessage()));
        }
        return signIn.signIn(name, password, from);
    }

    @DELETE
    @Authenticated
    @Operation(summary = "Sign out")
    @APIResponse(responseCode = "204")
    @APIResponse(
            responseCode = "409",
            description = "The caller is let in by a token, which ./kronborg account revokes")
    public Response signOut(@Context HttpServerRequest request) {
        Grant grant = caller.granted().orElseThrow().grant();
        if (grant.kind() == Grant.Kind.TOKEN) {
            throw new RefusedRequestException(
                    Response.Status.CONFLICT, "A token is revoked by ./kronborg account: docs/accounts.md");
        }
        signIn.signOut(grant, request.remoteAddress().hostAddress());
        return Response.noContent().cookie(cookie("", 0)).build();
    }

    /** Of this browser window only, for pages of this site only, out of reach of scripts. */
    private static NewCookie cookie(String value, int seconds) {
        return new NewCookie.Builder(GrantMechanism.COOKIE)
                .value(value)
                .path("/")
                .maxAge(seconds)
                .secure(true)
                .httpOnly(true)
                .sameSite(NewCookie.SameSite.STRICT)
                .build();
    }
}
