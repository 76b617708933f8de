package dk.kronborg.testbed.simulator;

import dk.kronborg.topology.identity.Identity;
import dk.kronborg.topology.identity.LinkId;
import io.vertx.core.Context;
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
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.erdtman.jcs.NumberToJSON;

/**
 * Pushes key blocks to the device plane of a KME: TLS 1.3 with the device's certificate, a bounded queue, the same
 * block again after a failure, every block wiped once it is delivered or given up.
 *
 * <p>Blocks carry no order among each other: two are under way at a time.
 */
final class KmeOutlet implements KeyOutlet, AutoCloseable {

    /** Blocks that may wait for the KME, at most 8 KiB each. */
    static final int CAPACITY = 64;

    private static final System.Logger LOG = System.getLogger(KmeOutlet.class.getName());
    private static final int UNDER_WAY = 2;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(250);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(8);
    private static final int LONGEST_PROBLEM = 1024;
    private static final int URI_NAME = 6;

    private final LinkId link;
    private final URI kme;
    private final Identity identity;
    private final KeyClaim claim;
    private final HttpClient client;
    private final Context context;
    private final Throttle complaints = new Throttle(Duration.ofMinutes(1));

    // Guarded by this.
    private final Deque<KeyBlock> waiting = new ArrayDeque<>();
    private int underWay;
    private int power;
    private boolean paused;
    private long pausedUntil;
    private boolean closed;
    private Duration backOff = FIRST_BACK_OFF;
    private long stored;
    private long refused;
    private long retried;

    /**
     * An outlet that is not connected yet.
     *
     * @param kme      {@code https://host:port} of the device plane
     * @param identity whom the KME's certificate must name
     */
    KmeOutlet(Vertx vertx, LinkId link, URI kme, Identity identity, DriverCredentials credentials, KeyClaim claim) {
        this.link = link;
        this.kme = kme;
        this.identity = identity;
        this.claim = claim;
        this.client = vertx.createHttpClient(options(credentials));
        this.context = vertx.getOrCreateContext();
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
                .setMaxPoolSize(UNDER_WAY)
                .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setIdleTimeout(60);
    }

    @Override
    public synchronized boolean hasRoom() {
        return !closed && waiting.size() + underWay < CAPACITY;
    }

    @Override
    public void deliver(KeyBlock block) {
        synchronized (this) {
            if (!hasRoom()) {
                block.wipe();
                throw new IllegalStateException("at most " + CAPACITY + " blocks wait for " + kme);
            }
            waiting.addLast(block);
        }
        pump();
    }

    @Override
    public synchronized void discard() {
        power++;
        waiting.forEach(KeyBlock::wipe);
        waiting.clear();
    }

    @Override
    public synchronized Tally tally() {
        return new Tally(stored, refused, retried, waiting.size() + underWay);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            discard();
        }
        client.close();
    }

    private void pump() {
        context.runOnContext(go -> {
            while (sendNext()) {}
        });
    }

    private boolean sendNext() {
        KeyBlock block;
        int now;
        synchronized (this) {
            if (closed || paused || underWay >= UNDER_WAY || waiting.isEmpty()) {
                return false;
            }
            block = waiting.removeFirst();
            underWay++;
            now = power;
        }
        send(block)
                .onComplete(
                        answer -> settle(block, now, answer.succeeded() ? answer.result() : failed(answer.cause())));
        return true;
    }

    private Future<KmeAnswer> send(KeyBlock block) {
        RequestOptions target = new RequestOptions()
                .setMethod(HttpMethod.PUT)
                .setHost(kme.getHost())
                .setPort(kme.getPort())
                .setURI("/qkd/v1/links/" + link + "/blocks/" + block.id())
                .setTimeout(ANSWER_TIMEOUT.toMillis());
        return client.request(target)
                .compose(request -> known(request)
                        ? request.putHeader("Content-Type", "application/octet-stream")
                                .putHeader("Qkd-Security-Proof", claim.proof())
                                .putHeader("Qkd-Epsilon-Total", number(claim.epsilonTotal()))
                                .putHeader("Qkd-Detector-Trust", claim.detectorTrust())
                                .putHeader("Qkd-Produced-At", block.producedAt().toString())
                                .send(body(block))
                        : stranger(request))
                .compose(this::answer);
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

    private Future<HttpClientResponse> stranger(HttpClientRequest request) {
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
                complain("answered " + response.statusCode() + ": " + printable(problem));
            }
            return answer;
        });
    }

    private static String printable(Buffer text) {
        return text.toString(StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " ");
    }

    private KmeAnswer failed(Throwable cause) {
        complain("cannot be reached: " + cause.getMessage());
        synchronized (this) {
            KmeAnswer later = new KmeAnswer.Later(backOff);
            Duration twice = backOff.multipliedBy(2);
            backOff = twice.compareTo(LONGEST_BACK_OFF) < 0 ? twice : LONGEST_BACK_OFF;
            return later;
        }
    }

    private void settle(KeyBlock block, int powerThen, KmeAnswer answer) {
        synchronized (this) {
            underWay--;
            switch (answer) {
                case KmeAnswer.Stored() -> {
                    stored++;
                    backOff = FIRST_BACK_OFF;
                    block.wipe();
                }
                case KmeAnswer.Refused() -> {
                    refused++;
                    block.wipe();
                }
                case KmeAnswer.Later(Duration pause) -> {
                    if (closed || power != powerThen) {
                        block.wipe();
                    } else {
                        retried++;
                        waiting.addFirst(block);
                        pause(pause);
                    }
                }
            }
        }
        pump();
    }

    /** Nothing is sent until the longest of the pauses asked for is over. */
    private void pause(Duration pause) {
        long until = System.nanoTime() + pause.toNanos();
        if (paused && until - pausedUntil <= 0) {
            return;
        }
        paused = true;
        pausedUntil = until;
        context.owner().setTimer(pause.toMillis(), timer -> {
            synchronized (this) {
                if (pausedUntil != until) {
                    return;
                }
                paused = false;
            }
            pump();
        });
    }

    private void complain(String what) {
        if (!closed()) {
            complaints.say(() -> LOG.log(System.Logger.Level.WARNING, "link {0}: KME at {1} {2}", link, kme, what));
        }
    }

    private synchronized boolean closed() {
        return closed;
    }

    /** As canonical JSON has it: {@code 4e-10}. */
    private static String number(double value) {
        try {
            return NumberToJSON.serializeNumber(value);
        } catch (IOException e) {
            throw new IllegalArgumentException("a probability is finite, got " + value, e);
        }
    }
}
