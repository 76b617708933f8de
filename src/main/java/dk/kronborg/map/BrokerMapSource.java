package dk.kronborg.map;

import dk.kronborg.broker.CompactedTopic;
import dk.kronborg.topology.identity.KmeId;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The broker, where the centre publishes the newest head and the newest map of every KME. */
final class BrokerMapSource implements MapSource {

    private final KmeId here;
    private final CompactedTopic topic;

    /**
     * A broker that is not looked for yet.
     *
     * @param broker settings of Kafka's clients by their own names, {@code bootstrap.servers} at least
     */
    BrokerMapSource(KmeId here, Map<String, Object> broker) {
        this.here = here;
        this.topic = new CompactedTopic(MapTopic.NAME, Set.of(MapTopic.HEAD, here.value())::contains, broker);
    }

    @Override
    public byte[] head() throws IOException, InterruptedException {
        return newest(MapTopic.HEAD);
    }

    /** With as many versions before as there are; a KME that is further behind is told of a gap. */
    @Override
    public byte[] map(Optional<Long> from) throws IOException, InterruptedException {
        return newest(here.value());
    }

    private byte[] newest(String key) throws IOException, InterruptedException {
        return Optional.ofNullable(topic.newest().get(key))
                .orElseThrow(() -> new IOException("the broker has no " + key));
    }

    @Override
    public void close() {
        topic.close();
    }

    @Override
    public String toString() {
        return "the broker";
    }
}
