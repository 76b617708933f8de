package dk.kronborg.console.access;

import dk.kronborg.account.AccountsUnavailableException;
import dk.kronborg.console.ProblemJson;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Says to whom a request is refused that somebody else might make, as a problem document. */
@RegisterForReflection
class AccessProblems {

    static final String CHALLENGE = "Bearer realm=\"kronborg\"";

    private static final Logger LOG = Logger.getLogger(AccessProblems.class);

    @ServerExceptionMapper
    Response nobody(UnauthorizedException e) {
        return unknown("Sign in at /api/v1/session, or send a token as Authorization: Bearer");
    }

    @ServerExceptionMapper
    Response notLetIn(AuthenticationFailedException e) {
        return Boolean.TRUE.equals(e.getAttribute(GrantMechanism.FORBIDDEN))
                ? ProblemJson.response(
                        Response.Status.FORBIDDEN,
                        "A request with the cookie of a session comes from the console's own pages, with the page_token of"
                                + " GET /api/v1/session in " + GrantMechanism.PAGE_TOKEN)
                : unknown("The session or token is unknown or has ended; sign in");
    }

    private static Response unknown(String detail) {
        return Response.fromResponse(ProblemJson.response(Response.Status.UNAUTHORIZED, detail))
                .header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE)
                .build();
    }

    @ServerExceptionMapper
    Response notAllowed(ForbiddenException e) {
        return ProblemJson.response(
                Response.Status.FORBIDDEN, "The account has no role for that; docs/centre-roles.txt has them all");
    }

    @ServerExceptionMapper
    Response unavailable(AccountsUnavailableException e) {
        LOG.warn("The accounts cannot be reached", e);
        return Response.fromResponse(ProblemJson.response(
                        Response.Status.SERVICE_UNAVAILABLE, "The accounts cannot be reached now; try again."))
                .header("Retry-After", 5)
                .build();
    }
}
