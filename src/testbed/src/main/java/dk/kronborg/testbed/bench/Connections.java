package dk.kronborg.testbed.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** Kept-alive HTTP/1.1 connections of one client to one server, with mutual TLS; requests beyond their number wait. */
final class Connections implements AutoCloseable {

    private static final Duration ANSWER_TIME = Duration.ofSeconds(30);

    private final URI server;
    private final HttpClient client;

    /** An answer, whatever its status. */
    record Answer(int status, Buffer body) {

        /**
         * The body of a good answer.
         *
         * @throws ClosedLoop.Exhausted  if the server has no keys left
         * @throws IllegalStateException if it is none
         */
        String good() {
            String text = body.toString(StandardCharsets.UTF_8);
            if (status == 503 && text.contains("not enough keys")) {
                throw new ClosedLoop.Exhausted(text);
            }
            if (status >= 300) {
                throw new IllegalStateException("the answer is " + status + ' ' + text);
            }
            return text;
        }
    }

    Connections(Vertx vertx, URI server, Credentials credentials, int most) {
        this.server = server;
        this.client = vertx.createHttpClient(credentials
                .secure(new HttpClientOptions())
                .setVerifyHost(true)
                .setKeepAlive(true)
                .setMaxPoolSize(most));
    }

    Future<Answer> get(String path) {
        return send(HttpMethod.GET, path, Map.of(), Buffer.buffer());
    }

    Future<Answer> post(String path, String json) {
        return send(HttpMethod.POST, path, Map.of("Content-Type", "application/json"), Buffer.buffer(json));
    }

    Future<Answer> send(HttpMethod method, String path, Map<String, String> headers, Buffer body) {
        RequestOptions request = new RequestOptions()
                .setMethod(method)
                .setHost(server.getHost())
                .setPort(server.getPort())
                .setURI(path)
                .setTimeout(ANSWER_TIME.toMillis());
        headers.forEach(request::putHeader);
        return client.request(request).compose(open -> {
            // Told before anything is sent: Vert.x 4.5.25 drops a body that nobody has asked for by the time it is
            // there.
            Future<Answer> answer = open.response()
                    .compose(response -> response.body().map(content -> new Answer(response.statusCode(), content)));
            return (body.length() == 0 ? open.end() : open.end(body)).compose(sent -> answer);
        });
    }

    @Override
    public void close() {
        client.close();
    }
}
