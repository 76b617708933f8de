package dk.kronborg;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.client.Tls;
import dk.kronborg.testbed.pki.Pem;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The centre's REST API, as an operator's script uses it. */
final class CentreApi {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final DemoNetwork network;
    private final HttpClient http;

    /** Headers by which it is let in, names and values in turn. */
    private final List<String> letIn;

    /** As the first operator. */
    CentreApi(DemoNetwork network) throws IOException {
        this(
                network,
                HttpClient.newBuilder()
                        .sslContext(Tls.contextWithoutCredential(Pem.readCertificates(
                                network.file(network.centre().ca()))))
                        .build(),
                bearer(network.operator("operator-1").token()));
    }

    private CentreApi(DemoNetwork network, HttpClient http, List<String> letIn) {
        this.network = network;
        this.http = http;
        this.letIn = letIn;
    }

    private static List<String> bearer(String token) {
        return List.of("Authorization", "Bearer " + token);
    }

    /** As another account of the demo. */
    CentreApi as(String operator) {
        return withToken(network.operator(operator).token());
    }

    CentreApi withToken(String token) {
        return new CentreApi(network, http, bearer(token));
    }

    /** As whoever those headers let in; nobody if there are none. */
    CentreApi with(String... headers) {
        return new CentreApi(network, http, List.of(headers));
    }

    HttpResponse<String> get(String path) {
        return send(path, request -> request);
    }

    /** What a client gets that accepts only that. */
    HttpResponse<String> get(String path, String accept) {
        return send(path, request -> request.header("Accept", accept));
    }

    HttpResponse<String> post(String path, String json) {
        return send(path, request -> request.POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    HttpResponse<String> put(String path, String json) {
        return send(path, request -> request.PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** Any request, with these headers, names and values in turn. */
    HttpResponse<String> send(String path, String method, String contentType, String body, String... headers) {
        return send(path, request -> {
            request.setHeader("Content-Type", contentType).method(method, HttpRequest.BodyPublishers.ofString(body));
            return headers.length == 0 ? request : request.headers(headers);
        });
    }

    /** The same, but the body is sent only once the centre has seen the headers and wants it. */
    HttpResponse<String> offer(String path, String method, String contentType, String body, String... headers) {
        return send(
                path,
                request -> request.expectContinue(true)
                        .setHeader("Content-Type", contentType)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .headers(headers));
    }

    private HttpResponse<String> send(String path, UnaryOperator<HttpRequest.Builder> how) {
        HttpRequest request = how.apply(begun(path).header("Content-Type", "application/json"))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(path, e);
        }
    }

    private HttpRequest.Builder begun(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(network.centre().url().resolve(path));
        return letIn.isEmpty() ? request : request.headers(letIn.toArray(String[]::new));
    }

    /** The lines of a stream, as they come; to be closed. */
    Stream<String> lines(String path) {
        HttpRequest request = begun(path).build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofLines()).body();
        } catch (IOException e) {
            throw new IllegalStateException(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(path, e);
        }
    }

    JsonNode json(String path) {
        HttpResponse<String> answer = get(path);
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(path + ": " + answer.statusCode() + ' ' + answer.body());
        }
        return parse(answer.body());
    }

    static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    List<JsonNode> stores() {
        return StreamSupport.stream(json("/api/v1/stores").path("stores").spliterator(), false)
                .toList();
    }

    JsonNode link(String id) {
        return StreamSupport.stream(json("/api/v1/links").path("links").spliterator(), false)
                .filter(link -> link.path("id").asText().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
