package dk.kronborg.plane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.testbed.pki.Credential;
import dk.kronborg.testbed.pki.LeafDraft;
import dk.kronborg.testbed.pki.Plane;
import dk.kronborg.testbed.pki.PlaneAuthority;
import dk.kronborg.testbed.pki.Use;
import dk.kronborg.topology.identity.Identity;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The planes as their clients see them: BoringSSL on this side, the JDK's TLS on the other, files on disk. */
class PlanesTest {

    /** On a machine that has much else to do. {@link PlaneGuardTest} holds how soon a change is in force. */
    private static final Duration WITHIN = Duration.ofSeconds(60);

    private static final UnaryOperator<RunningPlanes.TestSettings> DEFAULTS = UnaryOperator.identity();

    @TempDir
    private Path directory;

    private RunningPlanes planes;
    private Path list;
    private Path crl;

    @BeforeEach
    void prepare() throws IOException {
        planes = new RunningPlanes(directory.resolve("tls"));
        list = directory.resolve("revoked");
        crl = directory.resolve("crl");
    }

    @AfterEach
    void close() {
        planes.close();
    }

    private static String fingerprint(Credential credential) {
        return "sha256=" + CertificateIdentity.fingerprint(credential.leaf());
    }

    private static String serial(Credential credential) {
        return "serial=" + credential.leaf().getSerialNumber().toString(16) + " issuer="
                + credential.leaf().getIssuerX500Principal().getName();
    }

    private byte[] crl(PlaneAuthority authority, Duration validity, Credential... revoked) throws Exception {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Credential credential : revoked) {
            certificates.add(credential.leaf());
        }
        Instant start = Instant.now().minusSeconds(3600);
        return authority
                .revoke(start, start.plusSeconds(3600).plus(validity), certificates)
                .getEncoded();
    }

    /** As careful writers do, and careless ones do not. */
    private static void replace(Path file, byte[] content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, content);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void awaitAlarm(String part) {
        Awaitility.await("an alarm with \"" + part + "\"")
                .atMost(WITHIN)
                .until(() -> planes.alarms.stream().anyMatch(alarm -> alarm.contains(part)));
    }

    private void assertRefused(Credential credential, String alert) {
        assertThatThrownBy(() -> {
                    try (Connection connection = planes.connect(credential)) {
                        assertThat(connection.answer()).isEqualTo("an alert");
                    }
                })
                .hasMessageContaining(alert);
    }

    // ---- Revocation

    @ParameterizedTest
    @ValueSource(strings = {"identity", "fingerprint", "serial"})
    void whoeverIsListedIsShutOutEvenOnAnOpenConnection(String by) throws Exception {
        Files.writeString(list, "# nobody yet\n");
        planes.with(Plane.SAE, plane -> plane.revoked(list)).listen();
        Credential bad = planes.credential("SAE-1");
        try (Connection revoked = planes.connect(bad);
                Connection other = planes.connect(planes.credential("SAE-2"))) {
            assertThat(revoked.get("/")).isEqualTo(200);
            assertThat(other.get("/")).isEqualTo(200);

            Files.writeString(
                    list,
                    "# lost\n\n"
                            + switch (by) {
                                case "identity" -> RunningPlanes.sae("SAE-1").urn();
                                case "fingerprint" -> fingerprint(bad);
                                default -> serial(bad);
                            });
            assertThat(revoked.ends()).isTrue();

            assertRefused(bad, "certificate_revoked");
            assertThat(other.get("/")).isEqualTo(200);
            assertThat(planes.alarms).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRevocationListOfTheAuthorityIsHeededInPemAndDer(boolean pem) throws Exception {
        Credential bad = planes.credential("SAE-1");
        Files.write(crl, crl(planes.authority(), Duration.ofDays(1)));
        planes.with(Plane.SAE, plane -> plane.crl(crl)).listen();
        try (Connection revoked = planes.connect(bad);
                Connection other = planes.connect(planes.credential("SAE-2"))) {
            assertThat(revoked.get("/")).isEqualTo(200);

            byte[] der = crl(planes.authority(), Duration.ofDays(1), bad);
            Files.write(crl, pem ? pem(der) : der);
            assertThat(revoked.ends()).isTrue();

            assertRefused(bad, "certificate_revoked");
            assertThat(other.get("/")).isEqualTo(200);
        }
    }

    private static byte[] pem(byte[] der) {
        String block = "-----BEGIN X509 CRL-----\n" + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END X509 CRL-----\n";
        return ("Two of them:\n" + block + block).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    @Test
    void aRevocationListOfAStrangerIsRefusedAndTheLastGoodOneStays() throws Exception {
        Credential bad = planes.credential("SAE-1");
        Files.write(crl, crl(planes.authority(), Duration.ofDays(1), bad));
        planes.with(Plane.SAE, plane -> plane.crl(crl)).listen();
        PlaneAuthority stranger = PlaneAuthority.create(RunningPlanes.DOMAIN, Plane.SAE, Instant.now());

        Files.write(crl, crl(stranger, Duration.ofDays(1)));

        awaitAlarm("is not signed by an authority of this plane");
        assertRefused(bad, "certificate_revoked");
        assertThat(planes.alarms).hasSize(1);
    }

    @Test
    void anOverdueRevocationListAlarmsAndGoesOnToRevoke() throws Exception {
        Credential bad = planes.credential("SAE-1");
        Files.write(crl, crl(planes.authority(), Duration.ofMinutes(-1), bad));
        planes.with(Plane.SAE, plane -> plane.crl(crl)).listen();

        assertThat(planes.alarms)
                .singleElement()
                .asString()
                .startsWith("REVOCATION_LIST_OVERDUE sae plane")
                .contains("goes on to revoke");
        assertRefused(bad, "certificate_revoked");
    }

    @Test
    void aListWithABadLineIsRefusedAsAWholeOnceAndTheLastGoodOneStays() throws Exception {
        Credential bad = planes.credential("SAE-1");
        Files.writeString(list, fingerprint(bad));
        planes.with(Plane.SAE, plane -> plane.revoked(list)).listen();

        Files.writeString(list, RunningPlanes.sae("SAE-2").urn() + "\nsha256=12\n");

        awaitAlarm(list + " line 2");
        assertRefused(bad, "certificate_revoked");
        try (Connection other = planes.connect(planes.credential("SAE-2"))) {
            assertThat(other.get("/")).isEqualTo(200);
        }
        Files.delete(list);
        awaitAlarm(list + " cannot be read");
        assertRefused(bad, "certificate_revoked");
        assertThat(planes.alarms).hasSize(2);
    }

    /** A writer that truncates first must not let anybody in. */
    @Test
    void whoeverIsTakenFromTheListIsLetInWhenTheListHasSettled() throws Exception {
        Credential lost = planes.credential("SAE-1");
        Files.writeString(list, fingerprint(lost));
        planes.with(Plane.SAE, plane -> plane.revoked(list)).listen();

        long start = System.nanoTime();
        Files.writeString(list, "");

        Awaitility.await().atMost(WITHIN).until(() -> {
            try (Connection connection = planes.connect(lost)) {
                return connection.get("/") == 200;
            } catch (IOException e) {
                return false;
            }
        });
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(WatchedFiles.SETTLED);
    }

    @Test
    void badRevocationFilesStopTheStart() throws Exception {
        Files.writeString(list, "\nSAE-1\n");
        planes.with(Plane.SAE, plane -> plane.revoked(list));
        assertThatThrownBy(planes::open)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(list + " line 2: expected urn:kronborg:");
        planes.with(Plane.SAE, plane -> plane.crl(crl));
        assertThatThrownBy(planes::open).hasMessageContaining(crl + " cannot be read");
    }

    // ---- Rotation

    private void rotate(PlaneAuthority authority) throws IOException {
        PlaneSettings.Plane files = planes.plane("sae");
        authority
                .issue(LeafDraft.of(RunningPlanes.kme(), Set.of(Use.SERVER), Instant.now()))
                .writeTo(files.certificate(), files.key());
    }

    private X509Certificate served(Credential client) throws IOException {
        try (Connection connection = planes.connect(client)) {
            return connection.server();
        }
    }

    // ---- Names

    @Test
    void aConnectionEndsWhenItsCertificateSpeaksForAnother() throws Exception {
        Naming other = chain -> Optional.of(RunningPlanes.sae("SAE-9"));
        AtomicReference<Naming> naming = new AtomicReference<>(Naming.KRONBORG);
        PlaneListener listener = planes.with(Plane.SAE, DEFAULTS).listen(naming::get);
        try (Connection connection = planes.connect(planes.credential("SAE-1"))) {
            assertThat(connection.get("/")).isEqualTo(200);

            naming.set(CertificateIdentity::of);
            assertThat(connection.get("/")).isEqualTo(200);
            naming.set(other);
            assertThat(connection.ends()).isTrue();
        }
        try (Connection connection = planes.connect(planes.credential("SAE-1"))) {
            assertThat(connection.get("/")).isEqualTo(200);
        }
        assertThat(listener.sessions())
                .extracting(session -> session.identity().id())
                .containsExactlyInAnyOrder("SAE-1", "SAE-9");
    }

    /** Whatever its certificate says: by the name that it has here. */
    @Test
    void whoeverIsListedIsShutOutByItsNameHere() throws Exception {
        Files.writeString(list, "# nobody yet\n");
        planes.with(Plane.SAE, plane -> plane.revoked(list))
                .listen(() -> chain -> Optional.of(RunningPlanes.sae("SAE-9")));
        Credential credential = planes.credential("SAE-1");
        try (Connection connection = planes.connect(credential)) {
            assertThat(connection.get("/")).isEqualTo(200);

            Files.writeString(list, RunningPlanes.sae("SAE-9").urn());

            assertThat(connection.ends()).isTrue();
        }
    }

    @Test
    void newHandshakesShowANewCertificateAndOpenConnectionsGoOn() throws Exception {
        planes.with(Plane.SAE, DEFAULTS).listen();
        Credential client = planes.credential("SAE-1");
        try (Connection open = planes.connect(client)) {
            X509Certificate before = open.server();
            assertThat(served(client)).isEqualTo(before);

            rotate(planes.authority());

            Awaitility.await().atMost(WITHIN).until(() -> !served(client).equals(before));
            assertThat(open.get("/")).isEqualTo(200);
            assertThat(planes.alarms).isEmpty();
        }
    }

    @Test
    void filesThatDoNotBelongTogetherAreNotTaken() throws Exception {
        PlaneListener listener = planes.with(Plane.SAE, DEFAULTS).listen();
        assertThat(listener.sessions()).isEmpty();
        Credential client = planes.credential("SAE-1");
        X509Certificate before = served(client);
        PlaneSettings.Plane files = planes.plane("sae");
        Path later = directory.resolve("later.pem");
        planes.authority()
                .issue(LeafDraft.of(RunningPlanes.kme(), Set.of(Use.SERVER), Instant.now()))
                .writeTo(later, files.key());
        byte[] freshCertificate = Files.readAllBytes(later);

        awaitAlarm(files.key() + " is not the key of the first certificate in " + files.certificate());
        assertThat(served(client)).isEqualTo(before);
        replace(files.certificate(), freshCertificate);
        Awaitility.await().atMost(WITHIN).until(() -> !served(client).equals(before));
        // Cut off in the middle.
        Files.write(files.certificate(), java.util.Arrays.copyOf(freshCertificate, 500));
        awaitAlarm(files.certificate() + ": PEM block 1 has no end");
        assertThat(planes.alarms).hasSize(2);
        assertThat(served(client)).isNotEqualTo(before);
    }

    @Test
    void clientsOfATrustAnchorThatIsGoneAreShutOut() throws Exception {
        planes.with(Plane.SAE, DEFAULTS).listen();
        Credential old = planes.credential("SAE-1");
        PlaneAuthority next = PlaneAuthority.create(RunningPlanes.DOMAIN, Plane.SAE, Instant.now());
        Credential fresh = next.issue(LeafDraft.of(RunningPlanes.sae("SAE-2"), Set.of(Use.CLIENT), Instant.now()));
        assertRefused(fresh, "unknown_ca");
        try (Connection open = planes.connect(old)) {
            assertThat(open.get("/")).isEqualTo(200);

            String pem = "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder().encodeToString(next.root().getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
            replace(planes.plane("sae").trust(), pem.getBytes(java.nio.charset.StandardCharsets.US_ASCII));

            assertThat(open.ends()).isTrue();
            assertRefused(old, "unknown_ca");
            try (Connection admitted = planes.connect(fresh)) {
                assertThat(admitted.get("/")).isEqualTo(200);
            }
        }
    }

    @Test
    void aConnectionEndsWithItsCertificate() throws Exception {
        planes.with(Plane.SAE, DEFAULTS).listen();
        Credential brief = planes.credential("SAE-1", Instant.now().plusSeconds(8));
        try (Connection connection = planes.connect(brief)) {
            assertThat(connection.get("/")).isEqualTo(200);

            assertThat(connection.ends()).isTrue();
            assertThat(Instant.now())
                    .isAfterOrEqualTo(brief.leaf().getNotAfter().toInstant());
            assertRefused(brief, "certificate_expired");
            assertThat(planes.alarms).anyMatch(alarm -> alarm.contains("CN=SAE-1") && alarm.contains("1 days"));
        }
    }

    /** Both ends follow the files: the client's next request makes a new connection, which the server refuses. */
    @Test
    void peersAreJudgedAtBothEnds() throws Exception {
        planes.with(Plane.PEER, plane -> plane.revoked(list));
        Files.writeString(list, "");
        PlaneListener listener = planes.listen("peer", Identity.Role.KME);
        URI uri = URI.create("https://127.0.0.1:" + planes.plane("peer").port());
        try (PlaneClient client = planes.open().client("peer", uri, RunningPlanes.kme())) {
            assertThat(client.post("/", Buffer.buffer("{}")).status()).isEqualTo(200);
            assertThat(listener.sessions())
                    .singleElement()
                    .satisfies(session ->
                            assertThat(session.tls()).isEqualTo(new TlsSession("TLSv1.3", "X25519MLKEM768")));

            Files.writeString(list, RunningPlanes.kme().urn());
            Awaitility.await().atMost(WITHIN).until(() -> {
                try {
                    return client.post("/", Buffer.buffer("{}")).status() < 0;
                } catch (IOException e) {
                    return true;
                }
            });
        }
    }

    // ---- What was agreed on

    @Test
    void theGroupOfEverySessionIsCountedAndShown() throws Exception {
        PlaneListener listener =
                planes.with(Plane.SAE, RunningPlanes.TestSettings::withTls12).listen();
        try (Connection modern = planes.connect(planes.credential("SAE-1"));
                Connection old = planes.connect(planes.credential("SAE-2"), socket -> only(socket, "TLSv1.2"))) {
            assertThat(modern.get("/")).isEqualTo(200);
            assertThat(old.get("/")).isEqualTo(200);

            assertThat(listener.sessions())
                    .extracting(PlaneListener.Session::identity, PlaneListener.Session::tls)
                    .containsExactlyInAnyOrder(
                            org.assertj.core.groups.Tuple.tuple(
                                    RunningPlanes.sae("SAE-1"), new TlsSession("TLSv1.3", "X25519")),
                            org.assertj.core.groups.Tuple.tuple(
                                    RunningPlanes.sae("SAE-2"), new TlsSession("TLSv1.2", "X25519")));
            assertThat(handshakes("TLSv1.3")).isEqualTo(1);
            assertThat(handshakes("TLSv1.2")).isEqualTo(1);
            assertThat(old.socket.getSession().getCipherSuite()).matches("TLS_ECDHE_ECDSA_WITH_.*(GCM|POLY1305).*");
        }
    }

    private double handshakes(String protocol) {
        return planes.metrics
                .get("kronborg.plane.handshakes")
                .tags("plane", "sae", "end", "server", "protocol", protocol, "group", "X25519")
                .counter()
                .count();
    }

    private static SSLSocket only(SSLSocket socket, String protocol) {
        socket.setEnabledProtocols(new String[] {protocol});
        return socket;
    }

    @Test
    void tls12IsRefusedUnlessItIsSwitchedOn() throws Exception {
        planes.with(Plane.SAE, DEFAULTS).listen();
        assertThatThrownBy(() -> planes.connect(planes.credential("SAE-1"), socket -> only(socket, "TLSv1.2")))
                .hasMessageContaining("protocol_version");
    }

    @Test
    void tls12WithoutAuthenticatedEncryptionIsRefused() throws Exception {
        planes.with(Plane.SAE, RunningPlanes.TestSettings::withTls12).listen();
        assertThatThrownBy(() -> planes.connect(planes.credential("SAE-1"), socket -> {
                    socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384"});
                    return only(socket, "TLSv1.2");
                }))
                .hasMessageContaining("handshake_failure");
    }

    /** A ClientHello of TLS 1.1, which no current library makes any more. */
    @Test
    void tls11IsRefusedAlways() throws Exception {
        planes.with(Plane.SAE, RunningPlanes.TestSettings::withTls12).listen();
        String random = "00".repeat(32);
        String hello = "0302" + random + "00" + "0004c009c00a" + "0100" + "000c" + "000a00040002001d" + "000b00020100";
        String body = hello.replace("000c000a", "000e000a");
        byte[] message = HexFormat.of().parseHex("010000" + String.format("%02x", body.length() / 2) + body);
        try (Socket socket = planes.tcp()) {
            socket.getOutputStream().write(HexFormat.of().parseHex("16030200" + String.format("%02x", message.length)));
            socket.getOutputStream().write(message);
            // An alert, fatal, protocol_version.
            byte[] answer = socket.getInputStream().readNBytes(7);
            assertThat(answer[0]).isEqualTo((byte) 21);
            assertThat(answer[5]).isEqualTo((byte) 2);
            assertThat(answer[6]).isEqualTo((byte) 70);
        }
    }

    // ---- Unsafe settings

    @Test
    void tls12OnAnotherPlaneStopsTheStart() throws Exception {
        planes.with(Plane.PEER, RunningPlanes.TestSettings::withTls12);
        assertThatThrownBy(planes::open)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("kronborg.plane.peer.tls12")
                .hasMessageContaining("remove the setting");
    }

    @Test
    void aTrustAnchorInCommonStopsTheStart() throws Exception {
        planes.with(Plane.SAE, DEFAULTS).with(Plane.PEER, DEFAULTS);
        Path sae = planes.plane("sae").trust();
        Path peer = planes.plane("peer").trust();
        // Another file, and more in it.
        Files.writeString(sae, Files.readString(sae) + Files.readString(peer));
        assertThatThrownBy(planes::open)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(sae.toString())
                .hasMessageContaining(peer.toString())
                .hasMessageContaining("give each plane an authority of its own");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
    void aPrivateKeyThatOthersCanReachStopsTheStart(String mode) throws Exception {
        planes.with(Plane.SAE, DEFAULTS);
        Path key = planes.plane("sae").key();
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(mode));
        assertThatThrownBy(planes::open)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(key + " has mode " + mode)
                .hasMessageContaining("chmod 600");
    }

    // ---- Bounds

    private static final Duration SHORT = Duration.ofMillis(500);

    @Test
    void oneIdentityCannotTakeAllPlaces() throws Exception {
        planes.with(Plane.SAE, plane -> plane.limits(100, 100, 4)).listen();
        Credential greedy = planes.credential("SAE-1");
        try (Connection first = planes.connect(greedy);
                Connection second = planes.connect(greedy);
                Connection third = planes.connect(greedy);
                Connection honest = planes.connect(planes.credential("SAE-2"))) {
            first.ask("/wait");
            second.ask("/wait");
            awaitRequests(2);
            third.ask("/");
            assertThat(third.answer()).startsWith("HTTP/1.1 503").contains("retry-after: 1");
            assertThat(honest.get("/")).isEqualTo(200);

            planes.answers.release(2);
            assertThat(first.status()).isEqualTo(200);
            assertThat(second.status()).isEqualTo(200);
            awaitRequests(0);
            assertThat(third.get("/")).isEqualTo(200);
        }
    }

    private void awaitRequests(int count) {
        Awaitility.await(count + " requests under way")
                .atMost(WITHIN)
                .until(() ->
                        planes.metrics.get("kronborg.plane.requests").gauge().value() == count);
    }

    @Test
    void anAbandonedRequestKeepsItsPlaceUntilItsWorkIsDone() throws Exception {
        planes.with(Plane.SAE, plane -> plane.limits(100, 100, 2)).listen();
        try (Connection abandoned = planes.connect(planes.credential("SAE-1"))) {
            abandoned.ask("/wait");
            awaitRequests(1);
        }
        try (Connection again = planes.connect(planes.credential("SAE-1"))) {
            assertThat(again.get("/")).isEqualTo(503);
            planes.answers.release();
            awaitRequests(0);
            assertThat(again.get("/")).isEqualTo(200);
        }
    }

    @Test
    void oneConnectionTooManyIsClosed() throws Exception {
        planes.with(Plane.SAE, plane -> plane.limits(3, 2, 100)).listen();
        Credential greedy = planes.credential("SAE-1");
        try (Connection first = planes.connect(greedy);
                Connection second = planes.connect(greedy)) {
            assertThat(first.get("/")).isEqualTo(200);
            assertThat(second.get("/")).isEqualTo(200);
            try (Connection third = planes.connect(greedy)) {
                assertThat(third.ends()).isTrue();
            }
            try (Connection other = planes.connect(planes.credential("SAE-2"))) {
                assertThat(other.get("/")).isEqualTo(200);
                try (Connection beyond = planes.connect(planes.credential("SAE-3"))) {
                    assertThat(beyond.ends()).isTrue();
                }
            }
            first.socket.close();
            Awaitility.await().atMost(WITHIN).until(() -> {
                try (Connection next = planes.connect(greedy)) {
                    return next.get("/") == 200;
                } catch (IOException e) {
                    return false;
                }
            });
            assertThat(second.get("/")).isEqualTo(200);
        }
    }

    @Test
    void aBodyThatDoesNotArriveEndsItsConnection() throws Exception {
        planes.with(Plane.SAE, plane -> plane.timeouts(Duration.ofSeconds(10), SHORT))
                .listen();
        try (Connection slow = planes.connect(planes.credential("SAE-1"))) {
            slow.send("POST / HTTP/1.1\r\nhost: kme\r\ncontent-length: 3\r\n\r\nab");
            assertThat(slow.status()).isEqualTo(408);
            assertThat(slow.ends()).isTrue();
            awaitRequests(0);
        }
    }

    @Test
    void aBodyThatArrivesInPiecesIsTaken() throws Exception {
        planes.with(Plane.SAE, DEFAULTS).listen();
        try (Connection inTime = planes.connect(planes.credential("SAE-1"))) {
            inTime.send("POST / HTTP/1.1\r\nhost: kme\r\ncontent-length: 3\r\n\r\na");
            inTime.send("bc");
            assertThat(inTime.answer()).startsWith("HTTP/1.1 200").endsWith("abc");
        }
    }

    @Test
    void aHeadThatDoesNotArriveEndsItsConnection() throws Exception {
        planes.with(Plane.SAE, plane -> plane.timeouts(Duration.ofSeconds(10), SHORT))
                .listen();
        try (Connection slow = planes.connect(planes.credential("SAE-1"));
                Connection idle = planes.connect(planes.credential("SAE-1"))) {
            assertThat(idle.get("/")).isEqualTo(200);
            assertThat(slow.get("/")).isEqualTo(200);
            slow.send("GET / HTTP/1.1\r\nhost: ");
            assertThat(slow.ends()).isTrue();
            assertThat(idle.get("/")).isEqualTo(200);
        }
    }

    @Test
    void aHandshakeThatDoesNotEndEndsItsConnection() throws Exception {
        planes.with(Plane.SAE, plane -> plane.timeouts(SHORT, Duration.ofSeconds(10)))
                .listen();
        try (Socket silent = planes.tcp()) {
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void headsAreBounded() throws Exception {
        planes.with(Plane.SAE, DEFAULTS).listen();
        Credential credential = planes.credential("SAE-1");
        int line = planes.plane("sae").mostLineBytes();
        int header = planes.plane("sae").mostHeaderBytes();
        String path = "/" + "a".repeat(line - "GET / HTTP/1.1".length());
        try (Connection connection = planes.connect(credential)) {
            assertThat(connection.get(path)).isEqualTo(200);
            assertThat(connection.get(path + "a")).isEqualTo(414);
        }
        String value = "a".repeat(header - "host: kmex: ".length());
        try (Connection connection = planes.connect(credential)) {
            connection.send("GET / HTTP/1.1\r\nhost: kme\r\nx: " + value + "\r\n\r\n");
            assertThat(connection.status()).isEqualTo(200);
            connection.send("GET / HTTP/1.1\r\nhost: kme\r\nx: " + value + "a\r\n\r\n");
            assertThat(connection.status()).isEqualTo(431);
        }
    }

    @Test
    void garbageHurtsNobodyElse() throws Exception {
        planes.with(Plane.SAE, DEFAULTS).listen();
        try (Connection honest = planes.connect(planes.credential("SAE-1"))) {
            assertThat(honest.get("/")).isEqualTo(200);
            byte[] hello = HexFormat.of().parseHex("1603010200010001fc0303");
            for (byte[] sent : List.of(
                    "GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                    hello,
                    new byte[20_000])) {
                try (Socket socket = planes.tcp()) {
                    socket.getOutputStream().write(sent);
                    socket.shutdownOutput();
                    assertThat(honest.get("/")).isEqualTo(200);
                    assertEnds(socket);
                }
            }
            // Garbage where a record belongs, after the handshake.
            try (Connection broken = planes.connect(planes.credential("SAE-2"))) {
                assertThat(broken.get("/")).isEqualTo(200);
                broken.send("\0\1\2 HTTP/9\r\n\r\n");
                assertThat(broken.answer()).matches("(?s)|HTTP/1.[01] 400.*");
            }
            assertThat(honest.get("/")).isEqualTo(200);
        }
    }

    private static void assertEnds(Socket socket) throws IOException {
        try {
            assertThat(socket.getInputStream().readAllBytes().length).isLessThan(100);
        } catch (java.net.SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }
}
