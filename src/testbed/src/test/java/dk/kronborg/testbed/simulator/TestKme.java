package dk.kronborg.testbed.simulator;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLPeerUnverifiedException;

/** The device plane of a KME that answers as it is told, over real TLS with client certificates. */
final class TestKme implements AutoCloseable {

    /** One request as it arrived. */
    record Push(
            String method,
            String path,
            Map<String, String> headers,
            String hex,
            Object connection,
            List<Object> client,
            long nanos) {}

    final List<Push> pushes = new CopyOnWriteArrayList<>();
    final Set<Object> connections = ConcurrentHashMap.newKeySet();
    private final HttpServer server;

    private TestKme(HttpServer server) {
        this.server = server;
    }

    /** Answers each push by that rule; port 0 takes a free one. */
    static TestKme start(Vertx vertx, DriverCredentials credentials, int port, BiConsumer<Push, HttpServerRequest> rule)
            throws Exception {
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setSsl(true)
                .setSslEngineOptions(new OpenSSLEngineOptions())
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
                .setClientAuth(ClientAuth.REQUIRED)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(credentials.certificateChain().toString())
                        .addKeyPath(credentials.key().toString()))
                .setTrustOptions(
                        new PemTrustOptions().addCertPath(credentials.trust().toString())));
        TestKme kme = new TestKme(server);
        server.requestHandler(request -> request.body().onSuccess(body -> kme.take(request, body, rule)));
        server.listen().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        return kme;
    }

    private void take(HttpServerRequest request, Buffer body, BiConsumer<Push, HttpServerRequest> rule) {
        Map<String, String> headers = new ConcurrentHashMap<>();
        request.headers().forEach(header -> headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        Push push = new Push(
                request.method().name(),
                request.path(),
                headers,
                HexFormat.of().formatHex(body.getBytes()),
                request.connection(),
                client(request),
                System.nanoTime());
        connections.add(request.connection());
        pushes.add(push);
        rule.accept(push, request);
    }

    private static List<Object> client(HttpServerRequest request) {
        try {
            X509Certificate leaf =
                    (X509Certificate) request.connection().peerCertificates().getFirst();
            return leaf.getSubjectAlternativeNames().stream()
                    .<Object>map(name -> name.get(1))
                    .toList();
        } catch (SSLPeerUnverifiedException | CertificateParsingException e) {
            return List.of();
        }
    }

    URI uri() {
        return URI.create("https://127.0.0.1:" + server.actualPort());
    }

    @Override
    public void close() {
        server.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
