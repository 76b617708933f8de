package dk.kronborg;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.client.SaeClient;
import dk.kronborg.testbed.client.Tls;
import dk.kronborg.testbed.pki.Credential;
import dk.kronborg.testbed.pki.Pem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The driver contract as a device sees it, docs/drivers.md: what is refused, how, and that nothing else suffers. */
@ExtendWith(RunningNetwork.class)
class BlockPushIT {

    private static final int LARGEST = 8288;
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Type", "application/octet-stream",
            "Qkd-Security-Proof", "finite-size-collective",
            "Qkd-Epsilon-Total", "4e-10",
            "Qkd-Detector-Trust", "trusted",
            "Qkd-Produced-At", "2026-07-02T12:00:00Z");

    private final DemoNetwork network;
    private final URI devicePlane;

    BlockPushIT(DemoNetwork network) {
        this.network = network;
        URI sae = network.kme("KME-MFA").saeUrl();
        // The launcher's port plan: SAE plane, peer plane, device plane.
        this.devicePlane = URI.create("https://" + sae.getHost() + ":" + (sae.getPort() + 2));
    }

    private HttpClient device(String credential) throws IOException {
        Path tls = network.file("tls");
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(Tls.context(
                        Credential.read(tls.resolve(credential + ".pem"), tls.resolve(credential + ".key.pem")),
                        Pem.readCertificates(tls.resolve("device/root.pem"))))
                .build();
    }

    private HttpResponse<String> push(HttpClient client, String path, Map<String, String> headers, byte[] body)
            throws IOException, InterruptedException {
        return push(client, path, headers, HttpRequest.BodyPublishers.ofByteArray(body));
    }

    private HttpResponse<String> push(
            HttpClient client, String path, Map<String, String> headers, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(devicePlane.resolve(path)).PUT(body);
        headers.forEach(request::header);
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String path(Object block) {
        return "/qkd/v1/links/MFA-MOD/blocks/" + block;
    }

    private static Map<String, String> headersWith(String name, String value) {
        Map<String, String> headers = new java.util.HashMap<>(HEADERS);
        headers.put(name, value);
        return headers;
    }

    private static byte[] block(int length) {
        byte[] bytes = new byte[length];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String detail) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(answer.body()).contains("\"status\":" + status).contains(detail);
    }

    @Test
    void badBlocksAreRefusedWithTheFaultAndTheAllowedRange() throws Exception {
        try (HttpClient device = device("device/MFA-MOD-TX")) {
            UUID id = UUID.randomUUID();
            assertProblem(
                    push(device, path(id), HEADERS, block(1112)), 400, "1120 to 8288 bytes, a multiple of 8, got 1112");
            assertProblem(push(device, path(id), HEADERS, block(8287)), 400, "got 8287");
            assertProblem(push(device, path(id), HEADERS, block(LARGEST + 8)), 413, "at most 8288 bytes");
            assertProblem(push(device, path("not-a-uuid"), HEADERS, block(LARGEST)), 400, "UUID in lower case");
            assertProblem(
                    push(device, path(id), headersWith("Content-Type", "text/plain"), block(LARGEST)),
                    415,
                    "octet-stream");
            assertProblem(
                    push(device, path(id), headersWith("Qkd-Security-Proof", "none"), block(LARGEST)),
                    400,
                    "composable-general");
            assertProblem(
                    push(device, path(id), headersWith("Qkd-Epsilon-Total", "2"), block(LARGEST)),
                    400,
                    "at most 1, got 2");
            assertProblem(
                    push(device, path(id), headersWith("Qkd-Epsilon-Total", "NaN"), block(LARGEST)), 400, "got NaN");
            assertProblem(
                    push(device, path(id), headersWith("Qkd-Produced-At", "today"), block(LARGEST)),
                    400,
                    "Qkd-Produced-At");
            assertProblem(
                    push(device, path(id), Map.of("Content-Type", "application/octet-stream"), block(LARGEST)),
                    400,
                    "missing");
            assertProblem(
                    push(device, "/qkd/v1/links/OSLO-MFA/blocks/" + id, HEADERS, block(LARGEST)), 404, "no such link");
            assertProblem(
                    push(device, "/qkd/v1/links/MOD-DC2/blocks/" + id, HEADERS, block(LARGEST)),
                    403,
                    "not the link's end");
            assertProblem(push(device, "/elsewhere", HEADERS, block(LARGEST)), 404, "/qkd/v1/links/");
            assertProblem(
                    push(
                            device,
                            path(id),
                            HEADERS,
                            HttpRequest.BodyPublishers.fromPublisher(
                                    HttpRequest.BodyPublishers.ofByteArray(block(LARGEST)))),
                    411,
                    "Content-Length");
        }
        try (SaeClient mfa = network.client("SAE-MFA-1")) {
            assertThat(mfa.newKeys("SAE-MOD-1", 1, 256)).hasSize(1);
        }
    }

    private void takeKeys(int count) throws IOException {
        try (SaeClient mfa = network.client("SAE-MFA-1");
                SaeClient mod = network.client("SAE-MOD-1")) {
            for (int taken = 0; taken < count; taken += 128) {
                mfa.newKeys("SAE-MOD-1", 128, 256);
                mod.newKeys("SAE-MFA-1", 128, 256);
            }
        }
    }

    @Test
    void aBlockIdStandsForOneBlockForEver() throws Exception {
        try (HttpClient device = device("device/MFA-MOD-TX")) {
            UUID id = UUID.randomUUID();
            byte[] bytes = block(LARGEST);
            // Where the devices have filled the store, there is room as soon as keys are taken.
            Awaitility.await("room in the store").atMost(Duration.ofMinutes(1)).until(() -> {
                takeKeys(256);
                HttpResponse<String> first = push(device, path(id), HEADERS, bytes);
                if (first.statusCode() == 503) {
                    assertProblem(first, 503, "the key store is full");
                    assertThat(first.headers().firstValue("retry-after")).contains("1");
                }
                return first.statusCode() == 201;
            });
            assertThat(push(device, path(id), HEADERS, bytes).statusCode()).isEqualTo(200);
            assertProblem(push(device, path(id), headersWith("Qkd-Epsilon-Total", "1e-9"), bytes), 409, "used before");
            bytes[17] ^= 1;
            assertProblem(push(device, path(id), HEADERS, bytes), 409, "used before");
        }
    }
}
