package dk.kronborg.console;

import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.Set;

/**
 * Holds requests that bring a whole network to 16 MiB and all others to 64 KiB.
 *
 * <p>Quarkus has a limit for all, but answers HTTP/2 with a header that is not allowed there; so what is declared is
 * looked at before it does, and what comes in chunks gets its limit after.
 */
@Singleton
class BodyLimits {

    static final long MOST = 64 * 1024;
    static final long MOST_OF_A_NETWORK = 16 * 1024 * 1024;

    private static final Set<String> NETWORKS = Set.of("/api/v1/network", "/api/v1/network/proposals");

    /** Filters run from the highest; the limit for all is at 2. */
    private static final int BEFORE = 3;

    private static final int AFTER = 1;

    void register(@Observes Filters filters) {
        filters.register(BodyLimits::refuse, BEFORE);
        filters.register(BodyLimits::limit, AFTER);
    }

    private static long most(RoutingContext context) {
        return NETWORKS.contains(context.normalizedPath()) ? MOST_OF_A_NETWORK : MOST;
    }

    private static void refuse(RoutingContext context) {
        long most = most(context);
        if (declared(context) <= most) {
            context.next();
            return;
        }
        Response.Status status = Response.Status.REQUEST_ENTITY_TOO_LARGE;
        HttpServerResponse response = context.response()
                .setStatusCode(status.getStatusCode())
                .putHeader(HttpHeaders.CONTENT_TYPE, ProblemJson.MEDIA_TYPE);
        if (context.request().version() != HttpVersion.HTTP_2) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                    .endHandler(ended -> context.request().connection().close());
        }
        response.end(new JsonObject()
                .put("type", "about:blank")
                .put("title", status.getReasonPhrase())
                .put("status", status.getStatusCode())
                .put("detail", "A body here has at most " + most + " bytes")
                .encode());
    }

    private static void limit(RoutingContext context) {
        context.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, most(context));
        context.next();
    }

    /** What comes in chunks declares nothing, and is counted as it comes. */
    private static long declared(RoutingContext context) {
        String length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
