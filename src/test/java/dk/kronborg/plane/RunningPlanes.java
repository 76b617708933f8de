package dk.kronborg.plane;

import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.testbed.client.Tls;
import dk.kronborg.testbed.network.FreePorts;
import dk.kronborg.testbed.pki.Credential;
import dk.kronborg.testbed.pki.CredentialFiles;
import dk.kronborg.testbed.pki.LeafDraft;
import dk.kronborg.testbed.pki.Plane;
import dk.kronborg.testbed.pki.PlaneAuthority;
import dk.kronborg.testbed.pki.TestAuthorities;
import dk.kronborg.testbed.pki.Use;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.Identity;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocket;

/** Real planes with real files in a directory, and clients of the JDK for them. */
final class RunningPlanes implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 60_000;

    static final DomainId DOMAIN = new DomainId("DK.QCI");

    final TestAuthorities authorities;
    final List<String> alarms = new CopyOnWriteArrayList<>();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    /** A request for {@code /wait} is answered when it has got one of these. */
    final Semaphore answers = new Semaphore(0);

    private final Map<String, PlaneSettings.Plane> settings = new TreeMap<>();
    private final Vertx vertx = Vertx.vertx();
    private @org.jspecify.annotations.Nullable Planes planes;

    RunningPlanes(Path directory) throws IOException {
        this.authorities = TestAuthorities.open(DOMAIN, directory, Clock.systemUTC());
    }

    /** Adds a plane with its defaults, changed. */
    RunningPlanes with(Plane plane, UnaryOperator<TestSettings> change) throws IOException {
        CredentialFiles files = authorities.credential(plane, kme(), EnumSet.allOf(Use.class));
        settings.put(plane.word(), change.apply(TestSettings.of(files)));
        return this;
    }

    Planes open() {
        Alarms recorded = (kind, subject, detail) -> alarms.add(kind + " " + subject + ": " + detail);
        PlaneSettings all = () -> settings;
        planes = Planes.open(vertx, all, recorded, metrics, Clock.systemUTC());
        return planes;
    }

    /** Opens the planes, and listens for SAEs on theirs. */
    PlaneListener listen() {
        return listen("sae", Identity.Role.SAE);
    }

    /** Opens the planes, and listens for SAEs that are named so. */
    PlaneListener listen(Supplier<Naming> naming) {
        return open().listen("sae", DOMAIN, Identity.Role.SAE, naming, new Echo());
    }

    PlaneListener listen(String plane, Identity.Role role) {
        return (planes == null ? open() : planes).listen(plane, DOMAIN, role, new Echo());
    }

    private final class Echo implements PlaneListener.Answering {
        @Override
        public void answer(Exchange exchange) {
            exchange.withBody(
                    1000,
                    () -> exchange.end(413),
                    body -> {
                        if ("/wait".equals(exchange.request().path())) {
                            answers.acquireUninterruptibly();
                        }
                        exchange.end(200, "text/plain", body);
                    },
                    failure -> exchange.end(500));
        }

        @Override
        public void busy(Exchange exchange) {
            Problem.busy(exchange);
        }
    }

    static Identity kme() {
        return new Identity(DOMAIN, Identity.Role.KME, "KME-MFA");
    }

    static Identity sae(String id) {
        return new Identity(DOMAIN, Identity.Role.SAE, id);
    }

    int saePort() {
        return plane("sae").port();
    }

    PlaneSettings.Plane plane(String name) {
        return Objects.requireNonNull(settings.get(name));
    }

    Credential credential(String sae) {
        return credential(sae, Instant.now().plus(Duration.ofDays(365)));
    }

    Credential credential(String sae, Instant end) {
        LeafDraft draft = LeafDraft.of(sae(sae), Set.of(Use.CLIENT), Instant.now());
        return authority()
                .issue(new LeafDraft(
                        draft.commonName(), draft.identities(), draft.hosts(), draft.uses(), draft.notBefore(), end));
    }

    PlaneAuthority authority() {
        return authorities.of(Plane.SAE);
    }

    Connection connect(Credential credential) throws IOException {
        return connect(credential, UnaryOperator.identity());
    }

    /** A connection whose handshake is done at this end; TLS 1.3 tells a client of its refusal later. */
    Connection connect(Credential credential, UnaryOperator<SSLSocket> change) throws IOException {
        SSLSocket socket =
                (SSLSocket) Tls.context(credential, List.of(authority().root()))
                        .getSocketFactory()
                        .createSocket("127.0.0.1", saePort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        try {
            change.apply(socket).startHandshake();
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return new Connection(socket);
    }

    Socket tcp() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), saePort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (planes != null) {
            planes.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** Settings of one plane. */
    record TestSettings(
            int port,
            CredentialFiles files,
            Optional<Path> crl,
            Optional<Path> revoked,
            boolean tls12,
            int mostConnections,
            int mostConnectionsPerIdentity,
            int mostRequests,
            Duration handshakeTimeout,
            Duration requestTimeout)
            implements PlaneSettings.Plane {

        static TestSettings of(CredentialFiles files) throws IOException {
            return new TestSettings(
                    FreePorts.find(),
                    files,
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    100,
                    100,
                    100,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10));
        }

        TestSettings crl(Path file) {
            return new TestSettings(
                    port,
                    files,
                    Optional.of(file),
                    revoked,
                    tls12,
                    mostConnections,
                    mostConnectionsPerIdentity,
                    mostRequests,
                    handshakeTimeout,
                    requestTimeout);
        }

        TestSettings revoked(Path file) {
            return new TestSettings(
                    port,
                    files,
                    crl,
                    Optional.of(file),
                    tls12,
                    mostConnections,
                    mostConnectionsPerIdentity,
                    mostRequests,
                    handshakeTimeout,
                    requestTimeout);
        }

        TestSettings withTls12() {
            return new TestSettings(
                    port,
                    files,
                    crl,
                    revoked,
                    true,
                    mostConnections,
                    mostConnectionsPerIdentity,
                    mostRequests,
                    handshakeTimeout,
                    requestTimeout);
        }

        TestSettings limits(int connections, int perIdentity, int requests) {
            return new TestSettings(
                    port,
                    files,
                    crl,
                    revoked,
                    tls12,
                    connections,
                    perIdentity,
                    requests,
                    handshakeTimeout,
                    requestTimeout);
        }

        TestSettings timeouts(Duration handshake, Duration request) {
            return new TestSettings(
                    port,
                    files,
                    crl,
                    revoked,
                    tls12,
                    mostConnections,
                    mostConnectionsPerIdentity,
                    mostRequests,
                    handshake,
                    request);
        }

        @Override
        public String host() {
            return "127.0.0.1";
        }

        @Override
        public Path certificate() {
            return files.certificate();
        }

        @Override
        public Path key() {
            return files.key();
        }

        @Override
        public Path trust() {
            return files.trust();
        }

        @Override
        public Duration idleTimeout() {
            return Duration.ofMinutes(5);
        }

        @Override
        public int mostLineBytes() {
            return 1000;
        }

        @Override
        public int mostHeaderBytes() {
            return 2000;
        }
    }
}
