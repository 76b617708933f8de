package dk.kronborg.plane;

import dk.kronborg.topology.identity.Identity;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
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
    private static final int MOST_BYTES = 1 << 20;

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
     * @throws IOException if no answer of at most 1 MiB came in time, or the server is not the one expected
     */
    public Answer post(String path, Buffer json) throws IOException, InterruptedException {
        RequestOptions options = to(HttpMethod.POST, path).putHeader("content-type", "application/json");
        return ask(options, json, MOST_BYTES);
    }

    /**
     * Gets what is there.
     *
     * @param most bytes of the answer
     * @throws IOException if no such answer came in time, or the server is not the one expected
     */
    public Answer get(String path, int most) throws IOException, InterruptedException {
        return ask(to(HttpMethod.GET, path), Buffer.buffer(), most);
    }

    private RequestOptions to(HttpMethod method, String path) {
        return new RequestOptions()
                .setMethod(method)
                .setHost(base.getHost())
                .setPort(base.getPort())
                .setURI(path)
                .setTimeout(TIMEOUT_MILLIS);
    }

    private Answer ask(RequestOptions options, Buffer body, int most) throws IOException, InterruptedException {
        String path = options.getURI();
        try {
            return client.request(options)
                    .compose(request -> {
                        if (!isExpected(request)) {
                            request.connection().close();
                            return Future.failedFuture("the server is not " + expected.urn());
                        }
                        // Told before anything is sent what to do with the answer: Vert.x 4.5.25 drops a body that
                        // nobody has asked for by the time it is there.
                        Future<Answer> answer = request.response().compose(response -> read(response, most));
                        return request.end(body).compose(sent -> answer);
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

    /** Not a byte more: what comes then ends the connection. */
    private static Future<Answer> read(HttpClientResponse response, int most) {
        Promise<Answer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        response.exceptionHandler(whole::tryFail)
                .handler(chunk -> {
                    if (body.length() + chunk.length() > most) {
                        whole.tryFail("the answer has more than " + most + " bytes");
                        response.request().connection().close();
                    } else {
                        body.appendBuffer(chunk);
                    }
                })
                .endHandler(end -> whole.tryComplete(new Answer(response.statusCode(), body)));
        return whole.future();
    }

    private boolean isExpected(HttpClientRequest request) {
        return connections.whoIs(request.connection()).filter(expected::equals).isPresent();
    }

    @Override
    public void close() {
        client.close();
    }
}
