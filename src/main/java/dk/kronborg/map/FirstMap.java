package dk.kronborg.map;

import dk.kronborg.kms.file.MapFolder;
import dk.kronborg.topology.map.Digest;
import dk.kronborg.topology.map.Judgement;
import dk.kronborg.topology.map.MapFault;
import dk.kronborg.topology.map.MapPins;
import dk.kronborg.topology.map.MapVerifier;
import dk.kronborg.topology.map.RunningMap;
import dk.kronborg.topology.map.json.JsonNetworkForm;
import dk.kronborg.topology.map.json.MapJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** The first map of a KME, which it takes at its enrolment and people compare. */
public final class FirstMap {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RunningMap map;
    private final byte[] document;

    private FirstMap(RunningMap map, byte[] document) {
        this.map = map;
        this.document = document;
    }

    /**
     * Asks the centre for the map, and judges it by what was pinned.
     *
     * @param centre the map plane
     * @param tls    that knows the centre, with the certificate of the KME's peer plane
     * @throws IOException if there is none that may be followed; the message says why
     */
    public static FirstMap ask(URI centre, SSLContext tls, MapPins pins) throws IOException {
        byte[] document = received(centre, tls);
        MapVerifier verifier = new MapVerifier(new JsonNetworkForm());
        return switch (MapJson.judge(verifier, Optional.empty(), pins, document)) {
            case Judgement.Accepted(RunningMap map) -> new FirstMap(map, document);
            case Judgement.Same _ -> throw new IllegalStateException("nothing runs yet");
            case Judgement.Refused(MapFault fault, String detail) ->
                throw new IOException("the map of " + centre + " is refused: " + fault + ", " + detail);
        };
    }

    private static byte[] received(URI centre, SSLContext tls) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(centre.resolve(MapWire.MAP))
                .timeout(PATIENCE)
                .build();
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .sslContext(tls)
                .build()) {
            HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                byte[] bytes = body.readNBytes(MapJson.MOST_BYTES + 1);
                if (answer.statusCode() != 200) {
                    throw new IOException(request.uri() + " was answered " + answer.statusCode());
                }
                return bytes;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    public RunningMap map() {
        return map;
    }

    public Digest digest() {
        return map.version().digest();
    }

    /** Keeps it as what runs, in the KME's state folder: a KME that starts goes on from there. */
    public void keep(Path state) {
        new MapFolder(state).keep(new MapFolder.Fence(map.version().version(), digest()), document);
    }
}
