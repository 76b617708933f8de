package dk.kronborg.plane;

import dk.kronborg.topology.identity.Identity;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * One plane: an HTTPS listener that admits only those it is for, and only as much work at a time as it has places for.
 * A connection whose certificate speaks for anybody else is closed before its first request is read.
 */
public final class PlaneListener implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(PlaneListener.class);
    /** Event loops that share the port. */
    private static final int LOOPS = 2;

    private static final long CLOSING_SECONDS = 10;

    private final String name;
    private final Vertx vertx;
    private final PlaneSettings.Plane settings;
    private final MeterRegistry metrics;
    private final OpenConnections connections;
    private final RequestPlaces places;
    private final ExecutorService work = Executors.newVirtualThreadPerTaskExecutor();
    private final Answering answering;
    private final List<HttpServer> servers = new ArrayList<>();

    /** What answers the requests of a plane. */
    public interface Answering {

        /** Answers a request; on an event loop, so it does not wait. */
        void answer(Exchange exchange);

        /** Answers a request for which there is no place: 503 with Retry-After, and nothing else. */
        void busy(Exchange exchange);
    }

    /**
     * The TLS session of an identity.
     *
     * @param tls         agreed on in the last handshake
     * @param since       when that was
     * @param connections open now
     */
    public record Session(Identity identity, TlsSession tls, Instant since, int connections) {
        Session withOneLess() {
            return new Session(identity, tls, since, connections - 1);
        }
    }

    PlaneListener(
            Vertx vertx,
            String name,
            PlaneSettings.Plane settings,
            OpenConnections connections,
            MeterRegistry metrics,
            Answering answering) {
        this.vertx = vertx;
        this.name = name;
        this.settings = settings;
        this.connections = connections;
        this.metrics = metrics;
        this.places = new RequestPlaces(settings.mostRequests());
        this.answering = answering;
        metrics.gauge("kronborg.plane.requests", List.of(tag()), places, RequestPlaces::taken);
        metrics.gauge("kronborg.plane.connections", List.of(tag()), connections, OpenConnections::count);
    }

    private io.micrometer.core.instrument.Tag tag() {
        return io.micrometer.core.instrument.Tag.of("plane", name);
    }

    /**
     * Opens the port.
     *
     * @throws IllegalStateException if it cannot be opened; the message names the plane and the reason
     */
    void open(PlaneGuard guard, Predicate<Identity> whom) {
        try {
            for (int loop = 0; loop < LOOPS; loop++) {
                HttpServer server = vertx.createHttpServer(PlaneTls.server(settings, guard))
                        .connectionHandler(connection -> {
                            RequestTimer.watch(connection, settings.requestTimeout());
                            connections.admit(connection, whom);
                        })
                        .exceptionHandler(this::failed)
                        .requestHandler(this::answer);
                server.listen().toCompletionStage().toCompletableFuture().join();
                servers.add(server);
            }
        } catch (CompletionException e) {
            close();
            throw new IllegalStateException(
                    "the " + name + " plane cannot listen at " + settings.host() + ':' + settings.port() + ": "
                            + e.getCause(),
                    e);
        }
        LOG.infof("%s plane at https://%s:%d", name, settings.host(), settings.port());
    }

    private void failed(Throwable fault) {
        LOG.debugf("%s plane: connection failed: %s", name, fault);
        metrics.counter("kronborg.plane.handshakes.failed", List.of(tag())).increment();
    }

    private void answer(HttpServerRequest request) {
        Optional<Identity> caller = connections.whoIs(request.connection());
        if (caller.isEmpty()) {
            request.connection().close();
            return;
        }
        boolean placed = places.take(caller.get());
        Exchange exchange =
                new Exchange(request, caller.get(), work, placed ? () -> places.give(caller.get()) : () -> {});
        if (placed) {
            answering.answer(exchange);
        } else {
            metrics.counter("kronborg.plane.requests.refused", List.of(tag())).increment();
            answering.busy(exchange);
        }
    }

    /** The last TLS session of everyone who was connected since the start. */
    public List<Session> sessions() {
        return connections.sessions();
    }

    @Override
    public void close() {
        Future.join(servers.stream().map(HttpServer::close).toList())
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        work.shutdown();
        try {
            if (!work.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                work.shutdownNow();
            }
        } catch (InterruptedException e) {
            work.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
