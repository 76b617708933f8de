package dk.kronborg.testbed.simulator;

import dk.kronborg.topology.identity.Identity;
import dk.kronborg.topology.identity.LinkId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.erdtman.jcs.NumberToJSON;

/**
 * A device's connections to its KME: HTTPS by TLS 1.3 with the device's certificate, kept open. A block goes to no
 * other server, not even to another KME of the same authority.
 */
final class KmeConnection implements AutoCloseable {

    /** One for each direction. */
    private static final int CONNECTIONS = BlockDirection.values().length;

    private static final System.Logger LOG = System.getLogger(KmeConnection.class.getName());
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);
    private static final int LONGEST_PROBLEM = 1024;
    private static final int URI_NAME = 6;

    private final LinkId link;
    private final URI kme;
    private final Identity identity;
    private final KeyClaim claim;
    private final HttpClient client;
    private final Throttle complaints = new Throttle(Duration.ofMinutes(1));
    private final Throttle outages = new Throttle(Duration.ofMinutes(1));
    private volatile boolean closed;

    /**
     * Not connected yet.
     *
     * @param kme      {@code https://host:port} of the device plane
     * @param identity whom the KME's certificate must name
     */
    KmeConnection(Vertx vertx, LinkId link, URI kme, Identity identity, DriverCredentials credentials, KeyClaim claim) {
        this.link = link;
        this.kme = kme;
        this.identity = identity;
        this.claim = claim;
        this.client = vertx.createHttpClient(options(credentials));
    }

    private static HttpClientOptions options(DriverCredentials credentials) {
        return new HttpClientOptions()
                .setSsl(true)
                .setSslEngineOptions(new OpenSSLEngineOptions())
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(credentials.certificateChain().toString())
                        .addKeyPath(credentials.key().toString()))
                .setTrustOptions(
                        new PemTrustOptions().addCertPath(credentials.trust().toString()))
                .setVerifyHost(true)
                .setKeepAlive(true)
                .setMaxPoolSize(CONNECTIONS)
                .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setIdleTimeout(60);
    }

    /** Sends a block and reads the answer; fails if there is none, or if the server is another. */
    Future<KmeAnswer> push(KeyBlock block) {
        RequestOptions target = new RequestOptions()
                .setMethod(HttpMethod.PUT)
                .setHost(kme.getHost())
                .setPort(kme.getPort())
                .setURI("/qkd/v1/links/" + link + "/blocks/" + block.id())
                .setTimeout(ANSWER_TIMEOUT.toMillis());
        return client.request(target)
                .compose(request -> known(request) ? send(request, block) : stranger(request))
                .onFailure(this::complain);
    }

    private void complain(Throwable cause) {
        if (!closed) {
            outages.say(
                    () -> LOG.log(System.Logger.Level.WARNING, "{0} cannot be reached: {1}", this, cause.getMessage()));
        }
    }

    private Future<KmeAnswer> send(HttpClientRequest request, KeyBlock block) {
        // Told before anything is sent: Vert.x 4.5.25 loses the end of an answer that nobody waits for by then.
        Future<KmeAnswer> answer = request.response().compose(this::answer);
        return request.putHeader("Content-Type", "application/octet-stream")
                .putHeader("Qkd-Security-Proof", claim.proof())
                .putHeader("Qkd-Epsilon-Total", number(claim.epsilonTotal()))
                .putHeader("Qkd-Detector-Trust", claim.detectorTrust())
                .putHeader("Qkd-Produced-At", block.producedAt().toString())
                .end(body(block))
                .compose(sent -> answer);
    }

    /** The bytes themselves: a copy could not be wiped. Vert.x deprecates the way in, its next version has another. */
    @SuppressWarnings("deprecation")
    private static Buffer body(KeyBlock block) {
        return Buffer.buffer(block.wire());
    }

    /** Whether the server is the KME that this device belongs to, and not only one of the same plane. */
    private boolean known(HttpClientRequest request) {
        try {
            List<Certificate> chain = request.connection().peerCertificates();
            return !chain.isEmpty()
                    && chain.getFirst() instanceof X509Certificate leaf
                    && names(leaf).contains(identity.urn());
        } catch (SSLPeerUnverifiedException | CertificateParsingException e) {
            return false;
        }
    }

    private static List<Object> names(X509Certificate leaf) throws CertificateParsingException {
        Collection<List<?>> names = leaf.getSubjectAlternativeNames();
        return names == null
                ? List.of()
                : names.stream()
                        .filter(name -> Objects.equals(name.getFirst(), URI_NAME))
                        .<Object>map(name -> name.get(1))
                        .toList();
    }

    private Future<KmeAnswer> stranger(HttpClientRequest request) {
        request.reset();
        return request.connection()
                .close()
                .transform(
                        closing -> Future.failedFuture("the certificate at " + kme + " is not of " + identity.urn()));
    }

    private Future<KmeAnswer> answer(HttpClientResponse response) {
        String retryAfter = response.getHeader("Retry-After");
        KmeAnswer answer = KmeAnswer.of(response.statusCode(), retryAfter == null ? "" : retryAfter);
        Buffer problem = Buffer.buffer();
        response.handler(
                part -> problem.appendBuffer(part, 0, Math.min(part.length(), LONGEST_PROBLEM - problem.length())));
        return response.end().map(end -> {
            if (!(answer instanceof KmeAnswer.Stored)) {
                complaints.say(() -> LOG.log(
                        System.Logger.Level.WARNING,
                        "{0} answered {1}: {2}",
                        this,
                        response.statusCode(),
                        printable(problem)));
            }
            return answer;
        });
    }

    private static String printable(Buffer text) {
        return text.toString(StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " ");
    }

    /** As canonical JSON has it: {@code 4e-10}. */
    private static String number(double value) {
        try {
            return NumberToJSON.serializeNumber(value);
        } catch (IOException e) {
            throw new IllegalArgumentException("a probability is finite, got " + value, e);
        }
    }

    @Override
    public void close() {
        closed = true;
        client.close();
    }

    @Override
    public String toString() {
        return "link " + link + ", " + identity.id() + " at " + kme;
    }
}
