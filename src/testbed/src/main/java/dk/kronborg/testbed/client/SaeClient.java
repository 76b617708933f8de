package dk.kronborg.testbed.client;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dk.kronborg.testbed.pki.Credential;
import dk.kronborg.testbed.pki.Pem;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.net.ssl.SSLContext;

/**
 * A consumer of keys: a client of ETSI GS QKD 014 V1.1.1 that proves its identity by certificate. Thread-safe.
 *
 * <p>Every method throws {@link RefusedException} for an answer other than 200, and another {@link IOException} if
 * there is no answer, as when a certificate is refused.
 */
public final class SaeClient implements AutoCloseable {

    private static final ObjectMapper MAPPER =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final URI kme;
    private final HttpClient http;

    private SaeClient(URI kme, HttpClient http) {
        this.kme = kme;
        this.http = http;
    }

    /**
     * A client with the credential of those PEM files.
     *
     * @param kme         {@code https://host:port} of an SAE plane
     * @param certificate the SAE's leaf, then its issuing authority
     * @param key         PKCS#8
     * @param trust       root by which the KME is known
     */
    public static SaeClient connect(URI kme, Path certificate, Path key, Path trust) throws IOException {
        return connect(kme, Credential.read(certificate, key), Pem.readCertificates(trust));
    }

    /** A client with that credential, which may be a bad one. */
    public static SaeClient connect(URI kme, Credential credential, List<X509Certificate> trust) {
        return new SaeClient(kme, client(Tls.context(credential, trust)));
    }

    /** A client that shows no certificate, which every KME must refuse. */
    public static SaeClient connectWithoutCertificate(URI kme, List<X509Certificate> trust) {
        return new SaeClient(kme, client(Tls.contextWithoutCredential(trust)));
    }

    private static HttpClient client(SSLContext tls) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .sslContext(tls)
                .build();
    }

    /** "Get status" of the keys shared with a slave SAE. */
    public KeyStatus status(String slave) throws IOException {
        return MAPPER.readValue(send(get(slave, "status", "")), KeyStatus.class);
    }

    /** "Get key" by GET: fresh keys, to be shared with a slave SAE; {@code size} in bits. */
    public List<DeliveredKey> newKeys(String slave, int number, int size) throws IOException {
        return keys(send(get(slave, "enc_keys", "?number=" + number + "&size=" + size)));
    }

    /** "Get key" by POST, with the request's JSON as given: for members this client has no word for. */
    public List<DeliveredKey> newKeys(String slave, Map<String, ?> request) throws IOException {
        return keys(send(post(slave, "enc_keys", request)));
    }

    /** "Get key with key IDs" by GET: the key a master SAE has fetched before. */
    public DeliveredKey key(String master, UUID id) throws IOException {
        return keys(send(get(master, "dec_keys", "?key_ID=" + id))).getFirst();
    }

    /** "Get key with key IDs" by POST: keys a master SAE has fetched before, in the order asked for. */
    public List<DeliveredKey> keys(String master, Collection<UUID> ids) throws IOException {
        List<Map<String, String>> list =
                ids.stream().map(id -> Map.of("key_ID", id.toString())).toList();
        return keys(send(post(master, "dec_keys", Map.of("key_IDs", list))));
    }

    /**
     * Any request that HTTP allows, and its answer, whatever its status: for those that the other methods never send.
     *
     * @param path    with the query, as it goes over the wire
     * @param headers names and values in turn
     */
    public Answer answer(String method, String path, byte[] body, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(kme.resolve(path))
                .timeout(TIMEOUT)
                .method(
                        method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<byte[]> answer = send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        return new Answer(answer.statusCode(), answer.headers(), answer.body());
    }

    private HttpRequest get(String sae, String method, String query) {
        return request(sae, method, query).GET().build();
    }

    private HttpRequest post(String sae, String method, Map<String, ?> body) throws IOException {
        return request(sae, method, "")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(MAPPER.writeValueAsBytes(body)))
                .build();
    }

    private HttpRequest.Builder request(String sae, String method, String query) {
        String segment = URLEncoder.encode(sae, StandardCharsets.UTF_8).replace("+", "%20");
        return HttpRequest.newBuilder(kme.resolve("/api/v1/keys/" + segment + "/" + method + query))
                .timeout(TIMEOUT)
                .header("Accept", "application/json");
    }

    private String send(HttpRequest request) throws IOException {
        HttpResponse<String> answer = send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            String asked = request.method() + " " + request.uri().getPath();
            throw new RefusedException(asked, answer.statusCode(), answer.body());
        }
        return answer.body();
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> reader) throws IOException {
        try {
            return http.send(request, reader);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + request.uri() + " is asked", e);
        }
    }

    private static List<DeliveredKey> keys(String container) throws IOException {
        List<DeliveredKey> keys = new ArrayList<>();
        for (JsonNode key : MAPPER.readTree(container).path("keys")) {
            Set<String> links = new HashSet<>();
            key.at("/key_extension/qci_provenance/qkd/links").forEach(link -> links.add(link.asText()));
            keys.add(DeliveredKey.of(
                    UUID.fromString(key.path("key_ID").asText()),
                    key.path("key").asText(),
                    links));
        }
        if (keys.isEmpty()) {
            throw new IOException("the answer is 200 but holds no keys");
        }
        return keys;
    }

    @Override
    public void close() {
        http.close();
    }
}
