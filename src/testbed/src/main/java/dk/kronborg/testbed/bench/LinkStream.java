package dk.kronborg.testbed.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.HdrHistogram.Histogram;

/** The server-sent events of all links, as an operator's browser gets them. */
final class LinkStream implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String DATA = "data:";

    private final HttpClient http;
    private final InputStream body;
    private final BufferedReader lines;

    private LinkStream(HttpClient http, InputStream body) {
        this.http = http;
        this.body = body;
        this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    /** Listens, let in by that token; returns when the first event has come. */
    static LinkStream open(HttpClient http, URI console, String token) throws IOException {
        try {
            HttpResponse<InputStream> answer = http.send(
                    HttpRequest.newBuilder(console.resolve("/api/v1/links/stream"))
                            .header("Accept", "text/event-stream")
                            .header("Authorization", "Bearer " + token)
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            if (answer.statusCode() != 200) {
                throw new IOException("the stream of links answers " + answer.statusCode());
            }
            LinkStream stream = new LinkStream(http, answer.body());
            stream.next();
            return stream;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while measuring", e);
        }
    }

    /** Looks on until every event of the sample, or a later one of its device, has come. */
    Histogram look(AgeSample sample, long start) throws IOException {
        while (!sample.isComplete()) {
            JsonNode told = next();
            long now = System.nanoTime() - start;
            for (JsonNode link : told.path("links")) {
                for (JsonNode end : link.path("ends")) {
                    if (end.hasNonNull("measured_at")) {
                        Instant measured = Instant.parse(end.path("measured_at").asText());
                        sample.seen(end.path("device").asText(), measured.toEpochMilli(), now);
                    }
                }
            }
        }
        return sample.ages();
    }

    private JsonNode next() throws IOException {
        while (true) {
            String line = lines.readLine();
            if (line == null) {
                throw new IOException("the stream of links has ended");
            }
            if (line.startsWith(DATA)) {
                return MAPPER.readTree(line.substring(DATA.length()));
            }
        }
    }

    @Override
    public void close() throws IOException {
        body.close();
        http.shutdownNow();
    }
}
