package dk.kronborg.map;

import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.map.MapHistory;
import dk.kronborg.topology.map.json.MapJson;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The broker's topic of maps and heads: the newest of every key is as good as all of them. */
final class MapTopic {

    static final String NAME = "qkd.network-map.v1";

    /** Key of the newest head; a KME's slice has the KME's name. */
    static final String HEAD = "head";

    /** Largest slice, bytes: with its key and Kafka's own fields below the 1 MiB that brokers and clients take by default. */
    static final int MOST_BYTES = 1_000_000;

    /** As many versions back a slice helps a KME on. */
    static final int MOST_STEPS = 32;

    private MapTopic() {}

    /**
     * A KME's slice, with the chain of the last 32 versions, or of half as many, and so on, until it is small enough.
     *
     * @return nothing if it is too large with the last version alone, or the KME has the name of another record
     */
    static Optional<byte[]> slice(MapHistory history, KmeId kme) {
        if (kme.value().equals(HEAD)) {
            return Optional.empty();
        }
        long newest = history.newest().version();
        for (int steps = MOST_STEPS; steps > 0; steps /= 2) {
            long from = Math.max(1, newest - steps + 1);
            byte[] text = MapJson.write(history.forKme(kme, Optional.of(from))).getBytes(StandardCharsets.UTF_8);
            if (text.length <= MOST_BYTES) {
                return Optional.of(text);
            }
        }
        return Optional.empty();
    }
}
