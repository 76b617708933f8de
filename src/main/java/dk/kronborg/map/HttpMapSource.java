package dk.kronborg.map;

import dk.kronborg.plane.PlaneClient;
import dk.kronborg.plane.Planes;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.map.json.MapJson;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** The centre's map plane. */
final class HttpMapSource implements MapSource {

    private static final int MOST_SHOWN = 200;

    private final PlaneClient client;

    /** Of the centre of that domain, asked with the certificate of the peer plane. */
    HttpMapSource(Planes planes, URI centre, DomainId domain) {
        this.client = planes.client("peer", centre, MapWire.centre(domain));
    }

    @Override
    public byte[] head() throws IOException, InterruptedException {
        return get(MapWire.HEAD, MapJson.MOST_HEAD_BYTES);
    }

    @Override
    public byte[] map(Optional<Long> from) throws IOException, InterruptedException {
        return get(
                MapWire.MAP
                        + from.map(version -> "?" + MapWire.FROM + '=' + version)
                                .orElse(""),
                MapJson.MOST_BYTES);
    }

    private byte[] get(String path, int most) throws IOException, InterruptedException {
        PlaneClient.Answer answer = client.get(path, most);
        if (answer.status() != 200) {
            String body = answer.body().toString();
            throw new IOException(path + " was answered " + answer.status() + ": "
                    + body.substring(0, Math.min(body.length(), MOST_SHOWN)));
        }
        return answer.body().getBytes();
    }

    @Override
    public void close() {
        client.close();
    }

    @Override
    public String toString() {
        return "the centre";
    }
}
