package dk.kronborg.testbed.network;

import dk.kronborg.testbed.pki.CredentialFiles;
import dk.kronborg.topology.identity.Identity;
import dk.kronborg.topology.identity.KmeId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TCPSSLOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Somebody between the KMEs who has stolen the TLS keys of their peer planes: ends every connection as the KME that was
 * called, reads what is said, and goes on as the KME that called. An {@link Attack} decides what becomes of a message.
 */
public final class Interceptor implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Interceptor.class.getName());
    private static final String HERE = "127.0.0.1";
    private static final int URI_NAME = 6;
    private static final Duration ANSWER_TIME = Duration.ofSeconds(5);
    private static final Duration START_TIME = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final Map<KmeId, Place> places = new LinkedHashMap<>();
    private final Map<KmeId, HttpClient> clients = new LinkedHashMap<>();
    private final Attack attack;

    /**
     * Where one KME is called.
     *
     * @param wire       port on which it is impersonated
     * @param peer       port of its own peer plane
     * @param credential stolen from it
     */
    public record Place(int wire, int peer, CredentialFiles credential) {}

    /** A message of one KME to another: what it posts there, JSON. */
    public record Request(KmeId from, KmeId to, String path, String body) {

        /** The same message with another body. */
        public Request with(String other) {
            return new Request(from, to, path, other);
        }
    }

    /** An answer by its HTTP status; the body is JSON or empty. */
    public record Reply(int status, String body) {}

    /** Sends a message to the KME that it names, as the KME that it names. */
    @FunctionalInterface
    public interface Onward {
        /** @throws IOException if there is no answer */
        Reply send(Request request) throws IOException;
    }

    /** What becomes of messages. Called by many threads at once, which may wait. */
    @FunctionalInterface
    public interface Attack {
        /**
         * What the caller is answered.
         *
         * @throws IOException if its connection is to be closed instead
         */
        Reply answer(Request request, Onward onward) throws IOException;
    }

    private Interceptor(Map<KmeId, Place> places, Attack attack) {
        this.places.putAll(places);
        this.attack = attack;
        places.forEach((kme, place) -> clients.put(
                kme,
                vertx.createHttpClient(secure(new HttpClientOptions(), place.credential())
                        .setVerifyHost(true)
                        .setKeepAlive(true))));
    }

    /**
     * Takes its place between those KMEs; they need not run yet.
     *
     * @throws IOException if a port is taken or a credential cannot be used
     */
    public static Interceptor between(Map<KmeId, Place> places, Attack attack) throws IOException {
        Interceptor interceptor = new Interceptor(places, attack);
        try {
            for (Map.Entry<KmeId, Place> place : places.entrySet()) {
                interceptor.listen(place.getKey(), place.getValue());
            }
            return interceptor;
        } catch (IOException e) {
            interceptor.close();
            throw e;
        }
    }

    private void listen(KmeId kme, Place place) throws IOException {
        HttpServerOptions options = secure(new HttpServerOptions(), place.credential())
                .setHost(HERE)
                .setPort(place.wire())
                .setClientAuth(ClientAuth.REQUIRED);
        await(
                vertx.createHttpServer(options)
                        .requestHandler(request -> take(kme, request))
                        .listen(),
                START_TIME);
    }

    /** TLS as the peer plane has it. */
    private static <T extends TCPSSLOptions> T secure(T options, CredentialFiles credential) {
        options.setSsl(true)
                .setSslEngineOptions(new OpenSSLEngineOptions().setSessionCacheEnabled(false))
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(credential.certificate().toString())
                        .addKeyPath(credential.key().toString()))
                .setTrustOptions(
                        new PemTrustOptions().addCertPath(credential.trust().toString()));
        return options;
    }

    private void take(KmeId called, HttpServerRequest request) {
        Optional<KmeId> caller = caller(request);
        String path = String.valueOf(request.path());
        request.body()
                .onSuccess(body -> Thread.ofVirtual()
                        .name("interceptor " + path)
                        .start(() -> {
                            try {
                                Reply reply = attack.answer(
                                        new Request(
                                                caller.orElseThrow(() -> new IOException("the caller is no KME")),
                                                called,
                                                path,
                                                body.toString(StandardCharsets.UTF_8)),
                                        this::send);
                                var _ = request.response()
                                        .setStatusCode(reply.status())
                                        .putHeader("content-type", "application/json")
                                        .end(reply.body());
                            } catch (IOException e) {
                                // The KME that was called is away, and seems so to the caller.
                                request.connection().close();
                            } catch (RuntimeException e) {
                                LOG.log(
                                        System.Logger.Level.ERROR,
                                        "an attack on " + path + " of " + called + " failed",
                                        e);
                                request.connection().close();
                            }
                        }));
    }

    private static Optional<KmeId> caller(HttpServerRequest request) {
        try {
            List<Certificate> chain = request.connection().peerCertificates();
            return chain.getFirst() instanceof X509Certificate leaf
                    ? names(leaf)
                            .map(Identity::parse)
                            .map(identity -> new KmeId(identity.id()))
                            .findFirst()
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException | CertificateParsingException e) {
            return Optional.empty();
        }
    }

    private static Stream<String> names(X509Certificate leaf) throws CertificateParsingException {
        return leaf.getSubjectAlternativeNames().stream()
                .filter(name -> Objects.equals(name.getFirst(), URI_NAME))
                .map(name -> String.valueOf(name.get(1)));
    }

    private Reply send(Request request) throws IOException {
        Place target = places.get(request.to());
        HttpClient client = clients.get(request.from());
        if (target == null || client == null) {
            throw new IOException(request.from() + " and " + request.to() + " are not both known here");
        }
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(HERE)
                .setPort(target.peer())
                .setURI(request.path())
                .setTimeout(ANSWER_TIME.toMillis())
                .putHeader("content-type", "application/json");
        return await(
                client.request(options).compose(open -> {
                    // Told before anything is sent: Vert.x drops a body that nobody has asked for by the time it is
                    // there.
                    Future<Reply> reply = open.response()
                            .compose(response -> response.body()
                                    .map(body ->
                                            new Reply(response.statusCode(), body.toString(StandardCharsets.UTF_8))));
                    return open.end(Buffer.buffer(request.body())).compose(sent -> reply);
                }),
                ANSWER_TIME.multipliedBy(2));
    }

    private static <T> T await(Future<T> future, Duration limit) throws IOException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(e);
        }
    }

    /** Leaves; nobody listens at the wires any more. */
    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
