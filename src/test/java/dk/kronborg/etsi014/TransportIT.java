package dk.kronborg.etsi014;

import static dk.kronborg.etsi014.HandFedLink.MASTER;
import static dk.kronborg.etsi014.HandFedLink.SLAVE;
import static dk.kronborg.etsi014.Wire.ENC_KEYS;
import static dk.kronborg.etsi014.Wire.STATUS;
import static dk.kronborg.etsi014.Wire.assertError;
import static dk.kronborg.etsi014.Wire.assertKeys;
import static dk.kronborg.etsi014.Wire.assertUnauthorized;
import static dk.kronborg.etsi014.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dk.kronborg.plane.CertificateIdentity;
import dk.kronborg.plane.Exchange;
import dk.kronborg.plane.PlaneListener;
import dk.kronborg.plane.PlaneSettings;
import dk.kronborg.testbed.client.Answer;
import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.client.RawConnection;
import dk.kronborg.testbed.client.Tls;
import dk.kronborg.testbed.launcher.RunningDemo;
import dk.kronborg.testbed.pki.Credential;
import dk.kronborg.testbed.pki.LeafDraft;
import dk.kronborg.testbed.pki.Pem;
import dk.kronborg.testbed.pki.Plane;
import dk.kronborg.testbed.pki.PlaneAuthority;
import dk.kronborg.testbed.pki.Use;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.Identity;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Transport and identity: statements 1 to 10. */
@ExtendWith(HandFedNetwork.class)
class TransportIT {

    /** TLS 1.3 only, as by default. */
    private static final String MODERN = "KME-MOD";
    /** TLS 1.2 too. */
    private static final String LENIENT = "KME-DC2";

    private static final byte TLS_ALERT = 21;
    private static final byte TLS_HANDSHAKE = 22;
    private static final byte FATAL = 2;
    private static final byte PROTOCOL_VERSION = 70;

    private final RunningDemo demo;
    private final DemoNetwork network;
    private final HandFedLink link;

    TransportIT(RunningDemo demo, HandFedLink link) {
        this.demo = demo;
        this.network = demo.network();
        this.link = link;
    }

    private URI plane(String kme) {
        return network.kme(kme).saeUrl();
    }

    private List<X509Certificate> trust() throws IOException {
        return Pem.readCertificates(network.file(network.kme(MODERN).ca()));
    }

    private SSLContext tls(Credential credential) throws IOException {
        return Tls.context(credential, trust());
    }

    private SSLContext tls(String sae) throws IOException {
        DemoNetwork.Sae entry = network.sae(sae);
        return tls(Credential.read(network.file(entry.certificate()), network.file(entry.key())));
    }

    private Identity identity(String sae) {
        return new Identity(new DomainId(network.domain()), Identity.Role.SAE, sae);
    }

    private LeafDraft draft(String sae) {
        return LeafDraft.of(identity(sae), Set.of(Use.CLIENT), Instant.now());
    }

    private static Answer status(RawConnection connection) throws IOException {
        connection.writeRequest("GET", STATUS);
        return connection.answer();
    }

    private Answer statusWith(Credential credential) throws IOException {
        try (RawConnection connection = RawConnection.tls(plane(MODERN), tls(credential))) {
            return status(connection);
        }
    }

    private void assertNoConnection(Credential credential) {
        assertThatThrownBy(() -> statusWith(credential)).isInstanceOf(IOException.class);
    }

    @Test
    @Statement(
            number = 1,
            clause = "5.1",
            text = "A plain HTTP request to the API's port is not served.",
            code = PlaneListener.class)
    void plainHttpIsNotServed() throws IOException {
        String answer;
        try (RawConnection connection = RawConnection.plain(plane(MODERN))) {
            connection.writeRequest("GET", STATUS);
            answer = new String(connection.read(5), StandardCharsets.ISO_8859_1);
        } catch (IOException reset) {
            answer = "";
        }
        assertThat(answer).isNotEqualTo("HTTP/");

        try (RawConnection connection = RawConnection.tls(plane(MODERN), tls(MASTER))) {
            connection.writeRequest("GET", STATUS);
            assertThat(connection.read(5)).isEqualTo("HTTP/".getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    @Statement(
            number = 2,
            clause = "4, 5.1",
            text = "TLS 1.1 is refused; TLS 1.3 is spoken, and TLS 1.2 where the site allows it.",
            code = {PlaneListener.class, PlaneSettings.class})
    void speaksTls13AndWhereAllowedTls12() throws IOException {
        assertThat(firstBytes(LENIENT, ClientHello.TLS11)).containsExactly(TLS_ALERT, FATAL, PROTOCOL_VERSION);
        assertThat(firstBytes(MODERN, ClientHello.TLS11)).containsExactly(TLS_ALERT, FATAL, PROTOCOL_VERSION);
        // The same message but for the version: what was refused is the version.
        assertThat(firstBytes(LENIENT, ClientHello.TLS12)[0]).isEqualTo(TLS_HANDSHAKE);
        assertThat(firstBytes(MODERN, ClientHello.TLS12)).containsExactly(TLS_ALERT, FATAL, PROTOCOL_VERSION);

        String reverse = Wire.path(MASTER, "status");
        for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
            try (RawConnection connection = RawConnection.tls(plane(LENIENT), tls(SLAVE), protocol)) {
                connection.writeRequest("GET", reverse);
                assertThat(connection.answer().status()).isEqualTo(200);
                assertThat(connection.protocol()).isEqualTo(protocol);
            }
        }
        try (RawConnection connection = RawConnection.tls(plane(MODERN), tls(MASTER), "TLSv1.3")) {
            assertThat(status(connection).status()).isEqualTo(200);
        }
        assertThatThrownBy(() -> RawConnection.tls(plane(MODERN), tls(MASTER), "TLSv1.2"))
                .isInstanceOf(SSLHandshakeException.class);
    }

    /** Type of the first record of the answer, and of an alert its level and description. */
    private byte[] firstBytes(String kme, byte[] clientHello) throws IOException {
        try (RawConnection connection = RawConnection.plain(plane(kme))) {
            connection.write(clientHello);
            byte[] record = connection.read(7);
            assertThat(record).hasSize(7);
            return record[0] == TLS_ALERT ? new byte[] {record[0], record[5], record[6]} : new byte[] {record[0]};
        }
    }

    @Test
    @Statement(
            number = 3,
            clause = "5.1",
            text = "A connection without a client certificate is refused.",
            code = PlaneListener.class)
    void withoutACertificateThereIsNoConnection() throws IOException {
        SSLContext nobody = Tls.contextWithoutCredential(trust());
        for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
            assertThatThrownBy(() -> {
                        try (RawConnection connection = RawConnection.tls(plane(LENIENT), nobody, protocol)) {
                            status(connection);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> {
                    try (RawConnection connection = RawConnection.tls(plane(MODERN), nobody)) {
                        status(connection);
                    }
                })
                .isInstanceOf(IOException.class);
    }

    @Test
    @Statement(
            number = 4,
            clause = "5.1",
            text = "A client certificate of an authority that is not trusted is refused.",
            code = PlaneListener.class)
    @Statement(
            number = 5,
            clause = "5.1",
            text = "A client certificate that has expired is refused.",
            code = PlaneListener.class)
    void untrustedAndExpiredCertificatesGetNoConnection() throws IOException {
        PlaneAuthority ours = demo.authorities().of(Plane.SAE);
        PlaneAuthority foreign = PlaneAuthority.create(new DomainId(network.domain()), Plane.SAE, Instant.now());

        assertThat(statusWith(ours.issue(draft(MASTER))).status()).isEqualTo(200);
        assertNoConnection(foreign.issue(draft(MASTER)));
        assertNoConnection(ours.issue(draft(MASTER).expired()));
        assertNoConnection(ours.issue(draft(MASTER).withUses(Use.SERVER)));
    }

    @Test
    @Statement(
            number = 6,
            clause = "4, 5.1",
            text = "A trusted certificate that names no registered SAE is refused: without one identity of an SAE of"
                    + " the domain the connection, with an unknown one the request.",
            code = {CertificateIdentity.class, PlaneListener.class, KeyDeliveryApi.class})
    void certificatesThatNameNoSaeOfOursAreRefused() throws IOException {
        PlaneAuthority ours = demo.authorities().of(Plane.SAE);
        DomainId domain = new DomainId(network.domain());
        Instant now = Instant.now();
        Identity device = new Identity(domain, Identity.Role.DEVICE, MASTER);
        Identity foreigner = new Identity(new DomainId("SE.NQCIS"), Identity.Role.SAE, MASTER);

        assertNoConnection(ours.issue(draft(MASTER).withoutIdentity()));
        assertNoConnection(ours.issue(draft(MASTER).withFurtherIdentity(identity("SAE-MOD-2"))));
        assertNoConnection(ours.issue(LeafDraft.of(device, Set.of(Use.CLIENT), now)));
        assertNoConnection(ours.issue(LeafDraft.of(foreigner, Set.of(Use.CLIENT), now)));
        assertUnauthorized(statusWith(ours.issue(draft("SAE-NOBODY"))));
    }

    @Test
    @Statement(
            number = 7,
            clause = "4, Table 9",
            text = "The caller is whom its certificate names, whatever headers it sends.",
            code = {PlaneListener.class, KeyDeliveryApi.class})
    @Policy(
            number = 22,
            open = "The slave asks for the status.",
            answer = "Whoever asks is reported as the master; the path names the other.")
    void theCallerIsWhomItsCertificateNames() throws IOException {
        Answer answer = get(
                link.master(),
                STATUS,
                "Request-SAE-ID",
                "SAE-MOD-2",
                "X-SAE-ID",
                "SAE-MOD-2",
                "X-Forwarded-Client-Cert",
                "URI=urn:kronborg:DK.QCI:sae:SAE-MOD-2",
                "Authorization",
                "Bearer SAE-MOD-2");

        assertThat(answer.json().path("master_SAE_ID").textValue()).isEqualTo(MASTER);
        JsonNode reverse = get(link.slave(), Wire.path(MASTER, "status")).json();
        assertThat(reverse.path("master_SAE_ID").textValue()).isEqualTo(SLAVE);
        assertThat(reverse.path("slave_SAE_ID").textValue()).isEqualTo(MASTER);
    }

    @Test
    @Statement(
            number = 8,
            clause = "5.1, Table 9",
            text = "The KME's certificate carries its KME ID, the same as source_KME_ID of the Status.",
            code = {CertificateIdentity.class, StatusJson.class})
    void theKmesCertificateCarriesItsId() throws IOException {
        try (RawConnection connection = RawConnection.tls(plane(MODERN), tls(MASTER))) {
            Identity kme =
                    CertificateIdentity.of(connection.serverCertificates()).orElseThrow();
            assertThat(kme).isEqualTo(new Identity(new DomainId(network.domain()), Identity.Role.KME, MODERN));
            assertThat(status(connection).json().path("source_KME_ID").textValue())
                    .isEqualTo(kme.id());
        }
    }

    @Test
    @Statement(
            number = 9,
            clause = "4",
            text = "Requests of one connection are authorised one by one: after a revocation the next one fails.",
            code = {PlaneListener.class, KeyDeliveryApi.class})
    void everyRequestIsAuthorised() throws Exception {
        Credential lost = demo.authorities().of(Plane.SAE).issue(draft(MASTER));
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(lost.leaf().getEncoded());
        Path list = demo.authorities().revoked(Plane.SAE);
        String before = Files.readString(list);
        try (RawConnection connection = RawConnection.tls(plane(MODERN), tls(lost));
                RawConnection other = RawConnection.tls(plane(MODERN), tls(MASTER))) {
            assertThat(status(connection).status()).isEqualTo(200);
            connection.writeRequest("GET", Wire.path("SAE-MOD-2", "enc_keys"));
            assertUnauthorized(connection.answer());
            assertThat(status(connection).status()).isEqualTo(200);

            Files.writeString(list, before + "sha256=" + HexFormat.of().formatHex(digest) + "\n");

            Awaitility.await("the connection serves no more")
                    .atMost(Duration.ofSeconds(5))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> !serves(connection));
            assertThat(status(other).status()).isEqualTo(200);
        } finally {
            Files.writeString(list, before);
        }
    }

    private static boolean serves(RawConnection connection) {
        try {
            return status(connection).status() == 200;
        } catch (IOException closed) {
            return false;
        }
    }

    @Test
    @Statement(
            number = 10,
            clause = "Table 1, 4",
            text = "Answers 200, 400 and 503 are application/json: one JSON value in UTF-8.",
            code = {Exchange.class, KeyContainer.class, ErrorJson.class})
    void bodiesAreJsonInUtf8() throws IOException {
        link.holdExactly(1);
        for (Answer answer : List.of(
                get(link.master(), STATUS),
                get(link.master(), ENC_KEYS + "?size=257"),
                get(link.master(), ENC_KEYS + "?number=2"),
                get(link.master(), ENC_KEYS))) {
            assertThat(answer.header("content-type")).isEqualTo("application/json");
            assertThat(answer.json().isObject()).isTrue();
        }
        assertThat(get(link.master(), STATUS).status()).isEqualTo(200);
        assertError(get(link.master(), ENC_KEYS + "?size=257"), 400);
        assertError(get(link.master(), ENC_KEYS), 503);
        link.hold(1);
        assertKeys(get(link.master(), ENC_KEYS), 1, 256);
    }
}
