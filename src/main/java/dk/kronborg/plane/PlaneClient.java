package dk.kronborg.plane;

import dk.kronborg.topology.identity.Identity;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends requests to one other process on a plane, and only to that one. For virtual threads: calls wait. */
public final class PlaneClient implements AutoCloseable {

    private static final long TIMEOUT_MILLIS = 5000;

    private final HttpClient client;
    private final OpenConnections connections;
    private final URI base;
    private final Identity expected;

    PlaneClient(
            Vertx vertx,
            PlaneSettings.Plane settings,
            PlaneGuard guard,
            OpenConnections connections,
            URI base,
            Identity expected) {
        this.connections = connections;
        this.base = base;
        this.expected = expected;
        this.client = vertx.httpClientBuilder()
                .with(PlaneTls.client(settings, guard))
                .withConnectHandler(connection -> connections.admit(connection, expected::equals))
                .build();
    }

    /** What a server answered. */
    public record Answer(int status, Buffer body) {}

    /**
     * Posts JSON.
     *
     * @throws IOException if no answer came in time, or the server is not the one expected
     */
    public Answer post(String path, Buffer json) throws IOException, InterruptedException {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(base.getHost())
                .setPort(base.getPort())
                .setURI(path)
                .setTimeout(TIMEOUT_MILLIS)
                .putHeader("content-type", "application/json");
        try {
            return client.request(options)
                    .compose(request -> {
                        if (!isExpected(request)) {
                            request.connection().close();
                            return Future.failedFuture("the server is not " + expected.urn());
                        }
                        // Told before anything is sent what to do with the answer: Vert.x 4.5.25 drops a body that
                        // nobody has asked for by the time it is there.
                        Future<Answer> answer = request.response()
                                .compose(response ->
                                        response.body().map(body -> new Answer(response.statusCode(), body)));
                        return request.end(json).compose(sent -> answer);
                    })
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(2 * TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(base + path + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException(base + path + ": no answer within " + 2 * TIMEOUT_MILLIS + " ms", e);
        }
    }

    private boolean isExpected(HttpClientRequest request) {
        return connections.whoIs(request.connection()).filter(expected::equals).isPresent();
    }

    @Override
    public void close() {
        client.close();
    }
}
