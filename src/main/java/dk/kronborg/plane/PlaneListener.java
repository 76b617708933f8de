package dk.kronborg.plane;

import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.Identity;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jboss.logging.Logger;

/**
 * One plane: an HTTPS listener that admits only the role it is for, of its own domain. A connection whose
 * certificate speaks for anybody else is closed before its first request is read.
 */
public final class PlaneListener implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(PlaneListener.class);
    /** Event loops that share the port. */
    private static final int LOOPS = 2;

    private final String name;
    private final DomainId domain;
    private final Identity.Role role;
    private final int mostConnections;
    private final Map<HttpConnection, Identity> callers = new ConcurrentHashMap<>();
    private final List<HttpServer> servers = new ArrayList<>();

    private PlaneListener(String name, DomainId domain, Identity.Role role, int mostConnections) {
        this.name = name;
        this.domain = domain;
        this.role = role;
        this.mostConnections = mostConnections;
    }

    /** What answers requests, knowing who asks. */
    public interface Answering {
        void answer(HttpServerRequest request, Identity caller);
    }

    /**
     * Opens a plane.
     *
     * @param name of the plane in the settings
     * @param role of those who may connect
     * @throws IllegalStateException if it cannot be opened; the message names the plane and the reason
     */
    public static PlaneListener open(
            Vertx vertx,
            PlaneSettings settings,
            String name,
            DomainId domain,
            Identity.Role role,
            Answering answering) {
        PlaneSettings.Plane plane = settings(settings, name);
        PlaneListener listener = new PlaneListener(name, domain, role, plane.mostConnections());
        Handler<HttpServerRequest> handler = request -> listener.answer(request, answering);
        try {
            for (int loop = 0; loop < LOOPS; loop++) {
                HttpServer server = vertx.createHttpServer(PlaneTls.server(plane))
                        .connectionHandler(listener::admit)
                        .requestHandler(handler);
                server.listen().toCompletionStage().toCompletableFuture().join();
                listener.servers.add(server);
            }
        } catch (CompletionException e) {
            listener.close();
            throw new IllegalStateException(
                    "the " + name + " plane cannot listen at " + plane.host() + ':' + plane.port() + ": "
                            + e.getCause(),
                    e);
        }
        LOG.infof("%s plane at https://%s:%d", name, plane.host(), plane.port());
        return listener;
    }

    /** The settings of a plane, which must be there. */
    static PlaneSettings.Plane settings(PlaneSettings settings, String name) {
        PlaneSettings.Plane plane = settings.planes().get(name);
        if (plane == null) {
            throw new IllegalStateException(
                    "set kronborg.plane." + name + ".port, .certificate, .key and .trust for the " + name + " plane");
        }
        return plane;
    }

    private void admit(HttpConnection connection) {
        Optional<Identity> caller = identity(connection)
                .filter(identity -> identity.role() == role && identity.domain().equals(domain));
        if (caller.isEmpty() || callers.size() >= mostConnections) {
            LOG.debugf("connection from %s to the %s plane refused", connection.remoteAddress(), name);
            connection.close();
            return;
        }
        callers.put(connection, caller.get());
        connection.closeHandler(closed -> callers.remove(connection));
    }

    private static Optional<Identity> identity(HttpConnection connection) {
        try {
            return CertificateIdentity.of(connection.peerCertificates());
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    private void answer(HttpServerRequest request, Answering answering) {
        Identity caller = callers.get(request.connection());
        if (caller == null) {
            request.connection().close();
            return;
        }
        answering.answer(request, caller);
    }

    @Override
    public void close() {
        Future.join(servers.stream().map(HttpServer::close).toList())
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }
}
