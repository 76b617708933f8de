package dk.kronborg.console;

import dk.kronborg.linkmonitor.history.HistoryUnavailableException;
import dk.kronborg.topology.network.InvalidNetworkException;
import dk.kronborg.topology.version.VersionsUnavailableException;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns what went wrong into a problem document. */
@RegisterForReflection
class Problems {

    private static final Logger LOG = Logger.getLogger(Problems.class);

    @ServerExceptionMapper
    Response refused(RefusedRequestException e) {
        return ProblemJson.response(e.status(), e.detail());
    }

    @ServerExceptionMapper
    Response misdirected(WebApplicationException e) {
        Response.Status status = Response.Status.fromStatusCode(e.getResponse().getStatus());
        if (status == null || status.getStatusCode() >= 500) {
            return unexpected(e);
        }
        return ProblemJson.response(
                status,
                status == Response.Status.NOT_ACCEPTABLE
                        ? "That path has nothing that the header Accept asks for; /api/v1/openapi says what it has."
                        : "This API has nothing for that path, method or media type.");
    }

    @ServerExceptionMapper
    Response unavailable(HistoryUnavailableException e) {
        LOG.warn("The history cannot be read", e);
        return Response.fromResponse(ProblemJson.response(
                        Response.Status.SERVICE_UNAVAILABLE, "The history cannot be read now; try again."))
                .header("Retry-After", 5)
                .build();
    }

    @ServerExceptionMapper
    Response noNetwork(InvalidNetworkException e) {
        return NetworkProblemJson.response(e);
    }

    @ServerExceptionMapper
    Response unavailable(VersionsUnavailableException e) {
        LOG.warn("The versions of the network cannot be reached", e);
        return Response.fromResponse(ProblemJson.response(
                        Response.Status.SERVICE_UNAVAILABLE,
                        "The versions of the network cannot be reached now; try again."))
                .header("Retry-After", 5)
                .build();
    }

    /** The client left before it had its answer; nobody will read another one. */
    @ServerExceptionMapper
    Response left(IOException e) {
        LOG.debug("A client left", e);
        return Response.serverError().build();
    }

    @ServerExceptionMapper
    Response unexpected(Exception e) {
        LOG.error("A request failed", e);
        return ProblemJson.response(
                Response.Status.INTERNAL_SERVER_ERROR, "The fault is in the centre and in its log.");
    }
}
