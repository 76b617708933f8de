package dk.kronborg.administration.shell;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dk.kronborg.plane.ClientTls;
import dk.kronborg.topology.identity.Identity;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Sends an operator's orders to one KME over its operator plane. */
final class AdministrationClient implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration CONNECT_TIME = Duration.ofSeconds(10);
    /** A rotation wraps every data key anew, and a token may be slow. */
    private static final Duration ANSWER_TIME = Duration.ofMinutes(2);

    private final URI root;
    private final HttpClient http;

    AdministrationClient(ConnectionFile connection) throws IOException {
        this.root = connection.url().resolve("/administration/v1/");
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIME)
                .sslContext(ClientTls.to(
                        Identity.Role.KME,
                        connection.kme().value(),
                        connection.certificate(),
                        connection.key(),
                        connection.trust()))
                .build();
    }

    /** What there is to read, as it came. */
    String get(String name) throws IOException {
        return send(request(name).GET());
    }

    /**
     * Orders something.
     *
     * @return the answer's JSON; empty if it has none
     * @throws IOException if it is refused, with the KME's reason, or there is no answer
     */
    JsonNode post(String name, Map<String, ?> order) throws IOException {
        byte[] body = JSON.writeValueAsBytes(order);
        return JSON.readTree(send(request(name)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))));
    }

    private HttpRequest.Builder request(String name) {
        return HttpRequest.newBuilder(root.resolve(name)).timeout(ANSWER_TIME);
    }

    /**
     * Writes what there is to read to a file, however long it is.
     *
     * @throws FileAlreadyExistsException if the file is there already
     * @throws IOException if it is refused or breaks off; then no file is left
     */
    void download(String name, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            try (InputStream body = answer(request(name).GET())) {
                body.transferTo(out);
            }
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private String send(HttpRequest.Builder draft) throws IOException {
        try (InputStream body = answer(draft)) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private InputStream answer(HttpRequest.Builder draft) throws IOException {
        HttpRequest request = draft.build();
        HttpResponse<InputStream> answer;
        try {
            answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ConnectException e) {
            throw new IOException("nothing answers at " + root, e);
        } catch (SSLException e) {
            throw new IOException("no connection to " + root + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IOException(
                    "no answer from " + root + ": " + e.getMessage()
                            + ". Either the KME does not admit this certificate, or it ended; an order may have been"
                            + " carried out",
                    e);
        }
        if (answer.statusCode() / 100 != 2) {
            try (InputStream body = answer.body()) {
                throw new IOException(
                        answer.statusCode() + ": " + detail(new String(body.readAllBytes(), StandardCharsets.UTF_8)));
            }
        }
        return answer.body();
    }

    /** RFC 9457. */
    private static String detail(String body) {
        try {
            @Nullable JsonNode problem = JSON.readTree(body);
            String detail = problem == null ? "" : problem.path("detail").asText();
            return detail.isEmpty() ? body : detail;
        } catch (JsonProcessingException e) {
            return body;
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
