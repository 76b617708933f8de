package dk.kronborg.testbed.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import java.nio.file.Path;

/** Vert.x that answers every request with the same bytes, with TLS as on a plane of a KME and no check of its own. */
final class BareHttpsServer {

    private static final int LOOPS = 2;

    private BareHttpsServer() {}

    /** Arguments: certificate, key, trust, number of bytes in an answer, port. */
    public static void main(String[] arguments) {
        Credentials own = new Credentials(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]));
        Buffer answer = Buffer.buffer("x".repeat(Integer.parseInt(arguments[3])));
        Vertx vertx = Vertx.vertx();
        for (int loop = 0; loop < LOOPS; loop++) {
            var _ = vertx.createHttpServer(own.secure(new HttpServerOptions())
                            .setHost("127.0.0.1")
                            .setPort(Integer.parseInt(arguments[4]))
                            .setClientAuth(ClientAuth.REQUIRED))
                    .requestHandler(request -> request.response()
                            .putHeader("content-type", "application/json")
                            .end(answer))
                    .listen()
                    .onFailure(failure -> {
                        System.err.println(failure);
                        System.exit(1);
                    });
        }
    }
}
