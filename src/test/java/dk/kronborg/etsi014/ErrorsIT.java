package dk.kronborg.etsi014;

import static dk.kronborg.etsi014.HandFedLink.MASTER;
import static dk.kronborg.etsi014.HandFedLink.SLAVE;
import static dk.kronborg.etsi014.Wire.DEC_KEYS;
import static dk.kronborg.etsi014.Wire.ENC_KEYS;
import static dk.kronborg.etsi014.Wire.NOT_FOUND;
import static dk.kronborg.etsi014.Wire.STATUS;
import static dk.kronborg.etsi014.Wire.assertError;
import static dk.kronborg.etsi014.Wire.assertKeys;
import static dk.kronborg.etsi014.Wire.get;
import static dk.kronborg.etsi014.Wire.keyIds;
import static dk.kronborg.etsi014.Wire.path;
import static dk.kronborg.etsi014.Wire.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.FilesBelow;
import dk.kronborg.kms.block.StoreUnavailable;
import dk.kronborg.kms.delivery.KeyDelivery;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.plane.Exchange;
import dk.kronborg.plane.Problem;
import dk.kronborg.testbed.client.Answer;
import dk.kronborg.testbed.client.DeliveredKey;
import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.client.RawConnection;
import dk.kronborg.testbed.client.Tls;
import dk.kronborg.testbed.launcher.RunningDemo;
import dk.kronborg.testbed.pki.Credential;
import dk.kronborg.testbed.pki.Pem;
import dk.kronborg.topology.identity.SaeId;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.yaml.NetworkYaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Errors in general: statements 74 to 80. */
@ExtendWith(HandFedNetwork.class)
class ErrorsIT {

    private static final int MOST_BYTES = 64 * 1024;

    private final HandFedLink link;
    private final DemoNetwork network;

    ErrorsIT(RunningDemo demo, HandFedLink link) {
        this.link = link;
        this.network = demo.network();
    }

    @BeforeEach
    void holdKeys() throws IOException {
        link.hold(20);
    }

    private RawConnection connection() throws IOException {
        DemoNetwork.Sae sae = network.sae(MASTER);
        Credential credential = Credential.read(network.file(sae.certificate()), network.file(sae.key()));
        return RawConnection.tls(
                network.kme(sae.kme()).saeUrl(), Tls.context(credential, Pem.readCertificates(network.file(sae.ca()))));
    }

    private Answer raw(String target) throws IOException {
        try (RawConnection connection = connection()) {
            connection.writeRequest("GET", target);
            return connection.answer();
        }
    }

    @Test
    @Statement(
            number = 74,
            clause = "6.5, Table 13",
            text = "Every 400 and 503 has an Error with a message.",
            code = {ErrorJson.class, BadKeyRequest.class})
    @Policy(
            number = 23,
            open = "Content-Type with parameters, such as a charset.",
            answer = "It is accepted, and so is a body without Content-Type; a body is UTF-8 in any case.")
    void everyErrorHasAMessage() throws IOException {
        link.holdExactly(20);
        for (String target : List.of(
                path("SAE%2", "status"),
                path("%FF", "status"),
                path("SAE%00", "enc_keys"),
                path("%", "dec_keys"),
                ENC_KEYS + "?number=%ZZ",
                ENC_KEYS + "?%number=1",
                ENC_KEYS + "?number=%FF",
                DEC_KEYS + "?key_ID=%00")) {
            assertError(raw(target), 400);
        }
        for (byte[] body : List.of(new byte[] {0}, new byte[] {'{', '"', (byte) 0xC3, '"', '}'}, new byte[] {'['})) {
            assertError(link.master().answer("POST", ENC_KEYS, body), 400);
        }
        assertError(get(link.master(), ENC_KEYS + "?number=21"), 503);
        assertThat(link.stored()).isEqualTo(20);
        byte[] one = "{\"number\":1}".getBytes(StandardCharsets.UTF_8);
        assertKeys(link.master().answer("POST", ENC_KEYS, one), 1, 256);
        assertKeys(link.master().answer("POST", ENC_KEYS, one, "Content-Type", "application/json"), 1, 256);
        String charset = "application/json; charset=UTF-8";
        assertKeys(link.master().answer("POST", ENC_KEYS, one, "Content-Type", charset), 1, 256);
    }

    @Test
    @Statement(
            number = 75,
            clause = "6.5",
            source = Statement.Source.POLICY,
            text = "Neither Errors nor logs hold key material.",
            code = {SecretBytes.class, ErrorJson.class})
    void errorsAndLogsHoldNoKeys() throws IOException {
        List<DeliveredKey> keys = assertKeys(get(link.master(), ENC_KEYS + "?number=3"), 3, 256);
        Object[] ids = keys.stream().map(DeliveredKey::id).toArray();
        assertKeys(post(link.slave(), DEC_KEYS, keyIds(ids)), 3, 256);
        List<String> shown = new ArrayList<>();
        shown.add(post(link.slave(), DEC_KEYS, keyIds(ids)).text());
        for (DeliveredKey key : keys) {
            String base64 = Base64.getEncoder().encodeToString(key.bytes());
            String escaped = base64.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D");
            for (Answer answer : List.of(
                    get(link.slave(), DEC_KEYS + "?key_ID=" + escaped),
                    get(link.slave(), ENC_KEYS.replace(SLAVE, MASTER) + "?" + escaped + "=1"),
                    post(link.slave(), DEC_KEYS, keyIds(base64)),
                    post(link.slave(), DEC_KEYS, "{\"" + base64 + "\":1}"),
                    post(link.slave(), DEC_KEYS, "{\"key_IDs\":\"" + base64))) {
                assertError(answer, 400);
                shown.add(answer.text());
            }
        }
        int logs = 0;
        for (Path log : FilesBelow.of(network.directory())) {
            if (log.toString().endsWith(".log")) {
                String text = Files.readString(log, StandardCharsets.ISO_8859_1);
                logs += text.isBlank() ? 0 : 1;
                shown.add(text);
            }
        }

        // The centre, three KMEs, the launcher and PostgreSQL.
        assertThat(logs).isGreaterThanOrEqualTo(6);
        for (DeliveredKey key : keys) {
            String hex = HexFormat.of().formatHex(key.bytes());
            String base64 = Base64.getEncoder().encodeToString(key.bytes());
            for (String text : shown) {
                assertThat(text.contains(base64.substring(0, 40))).isFalse();
                assertThat(text.toLowerCase(Locale.ROOT).contains(hex)).isFalse();
            }
        }
    }

    @Test
    @Statement(
            number = 76,
            clause = "Table 3",
            source = Statement.Source.POLICY,
            text = "An SAE ID in a path is URL-decoded once; IDs that would need escaping cannot be registered.",
            code = {KeyDeliveryApi.class, SaeId.class})
    @Policy(
            number = 21,
            open = "SAE IDs with characters that are reserved in URLs.",
            answer = "':' may be in an ID, escaped or not in the path; '/', '%', spaces and others may not.")
    void saeIdsAreDecodedOnce() throws IOException {
        assertThat(raw(path("SAE%2dDC2%2D1", "status"))
                        .json()
                        .path("slave_SAE_ID")
                        .textValue())
                .isEqualTo(SLAVE);
        for (String colon : List.of("enc%3A01", "enc%3a01", "enc:01")) {
            assertError(raw(path(colon, "status")), 400, "there is no SAE of that ID");
        }
        for (String unfit : List.of("SAE%252DDC2%252D1", "enc%2F01", "enc%2001", "enc+01", "..", "%2E%2E")) {
            assertThat(assertError(raw(path(unfit, "status")), 400)).startsWith("the path names no SAE: SAE ID is 1");
        }

        String plan = Files.readString(network.directory().resolve("network.yaml"));
        Network colon = NetworkYaml.parse(plan.replace("SAE-DC2-2", "enc:01"));
        assertThat(colon.sae(new SaeId("enc:01"))).isPresent();
        for (String unfit : List.of("enc/01", "enc%01", "enc 01")) {
            assertThatThrownBy(() -> NetworkYaml.parse(plan.replace("SAE-DC2-2", unfit)))
                    .hasMessageContaining("SAE ID is 1 to 64 letters, digits");
        }
    }

    @Test
    @Statement(
            number = 77,
            clause = "6.3",
            source = Statement.Source.POLICY,
            text = "Answers with keys may not be cached: Cache-Control is no-store.",
            code = Exchange.class)
    void answersAreNotCached() throws IOException {
        Answer byGet = get(link.master(), ENC_KEYS);
        Answer byPost = post(link.master(), ENC_KEYS, "{}");
        UUID one = assertKeys(byGet, 1, 256).getFirst().id();
        UUID other = assertKeys(byPost, 1, 256).getFirst().id();
        for (Answer answer : List.of(
                byGet,
                byPost,
                get(link.slave(), DEC_KEYS + "?key_ID=" + one),
                post(link.slave(), DEC_KEYS, keyIds(other)))) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("cache-control")).isEqualTo("no-store");
        }
    }

    @Test
    @Statement(
            number = 78,
            clause = "Table 2",
            source = Statement.Source.POLICY,
            text = "An unknown path is answered 404, a method that is not supported 405; the pool is not touched.",
            code = {KeyDeliveryApi.class, Problem.class})
    void unknownPathsAndMethodsTouchNothing() throws Exception {
        link.takesNothing(() -> {
            for (String target : List.of(
                    "/",
                    "/api/v1/keys",
                    path(SLAVE, "keys"),
                    path(SLAVE, "enc_keys/"),
                    path(SLAVE, "ENC_KEYS"),
                    "/api/v2/keys/" + SLAVE + "/enc_keys",
                    "//api/v1/keys/" + SLAVE + "/enc_keys",
                    "/kdapi/v2/enc_keys")) {
                assertThat(raw(target).status()).as(target).isEqualTo(404);
            }
            byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
            for (String method : List.of("PUT", "DELETE", "PATCH", "OPTIONS", "HEAD")) {
                Answer answer = link.master().answer(method, ENC_KEYS, method.equals("HEAD") ? new byte[0] : body);
                assertThat(answer.status()).as(method).isEqualTo(405);
                assertThat(answer.header("allow")).isEqualTo("GET, POST");
            }
        });
    }

    @Test
    @Statement(
            number = 79,
            clause = "Table 6, Table 8",
            source = Statement.Source.POLICY,
            text = "While the store is down the answer is 503 with an Error, and when it is back, keys are delivered.",
            code = {StoreUnavailable.class, KeyDelivery.class, ErrorJson.class})
    void withoutTheStoreThereIsAnErrorAndAfterwardsThereAreKeys() throws Exception {
        link.hold(100);
        try (Connection database = link.database("KME-MOD");
                var statement = database.createStatement()) {
            String name = database.getCatalog();
            statement.execute("alter database " + name + " connection limit 0");
            try {
                statement.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where datname = current_database() and pid <> pg_backend_pid()");
                for (Answer answer : List.of(
                        get(link.master(), ENC_KEYS),
                        post(link.master(), path(SLAVE, "dec_keys"), keyIds(UUID.randomUUID())))) {
                    assertError(answer, 503, "the key store does not answer");
                    assertThat(answer.header("retry-after")).matches("[1-9][0-9]*");
                }
                assertThat(get(link.master(), STATUS).status()).isIn(200, 503);
            } finally {
                statement.execute("alter database " + name + " connection limit -1");
            }
        }
        Answer back = Awaitility.await("keys are delivered again")
                .atMost(Duration.ofSeconds(30))
                .until(() -> get(link.master(), ENC_KEYS), answer -> answer.status() == 200);
        List<DeliveredKey> keys = assertKeys(back, 1, 256);
        link.assertFetchable(keys);
        assertError(post(link.master(), path(SLAVE, "dec_keys"), keyIds(UUID.randomUUID())), 400, NOT_FOUND);
    }

    @Test
    @Statement(
            number = 80,
            clause = "6.2",
            source = Statement.Source.POLICY,
            text = "A body above 64 KiB is answered 413 and takes nothing; nor does one that breaks off.",
            code = Exchange.class)
    void bodiesThatAreTooLongOrTooShortTakeNothing() throws Exception {
        link.takesNothing(() -> {
            assertThat(post(link.master(), ENC_KEYS, "{}" + " ".repeat(MOST_BYTES - 1))
                            .status())
                    .isEqualTo(413);
            try (RawConnection connection = connection()) {
                connection.write("POST " + ENC_KEYS + " HTTP/1.1\r\nHost: kme\r\nTransfer-Encoding: chunked\r\n\r\n");
                for (int chunk = 0; chunk < 17; chunk++) {
                    connection.write("1000\r\n" + " ".repeat(4096) + "\r\n");
                }
                assertThat(connection.answer().status()).isEqualTo(413);
            }
            try (RawConnection connection = connection()) {
                connection.write("POST " + ENC_KEYS + " HTTP/1.1\r\nHost: kme\r\nContent-Length: 20\r\n\r\n{}");
            }
            try (RawConnection connection = connection()) {
                connection.write("GET " + ENC_KEYS + " HTTP/1.1\r\nHost: kme\r\n");
            }
        });
        assertKeys(post(link.master(), ENC_KEYS, "{}" + " ".repeat(MOST_BYTES - 2)), 1, 256);
    }
}
