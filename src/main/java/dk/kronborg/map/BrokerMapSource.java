package dk.kronborg.map;

import dk.kronborg.topology.identity.KmeId;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The broker, where the centre publishes the newest head and the newest map of every KME. It may be away, hang, or be
 * somebody else's: a look at it takes a few seconds and no longer.
 */
final class BrokerMapSource implements MapSource {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int MOST_FETCHED_BYTES = 4 << 20;

    private final KmeId here;
    private final Map<String, Object> settings;
    private final Map<String, byte[]> newest = new HashMap<>();
    private @Nullable Consumer<String, byte[]> consumer;

    /**
     * A broker that is not looked for yet.
     *
     * @param broker settings of Kafka's clients by their own names, {@code bootstrap.servers} at least
     */
    BrokerMapSource(KmeId here, Map<String, Object> broker) {
        this.here = here;
        settings = new HashMap<>(broker);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "kronborg-kme-" + MapTopic.NAME);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, MOST_FETCHED_BYTES);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, MOST_FETCHED_BYTES);
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 5000L);
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

    private synchronized byte[] newest(String key) throws IOException, InterruptedException {
        try {
            look();
        } catch (InterruptException e) {
            throw (InterruptedException) new InterruptedException("while the broker was asked").initCause(e);
        } catch (RuntimeException e) {
            // Whatever a broker can make of Kafka's client.
            close();
            throw new IOException("the broker cannot be used: " + e.getMessage(), e);
        }
        return Optional.ofNullable(newest.get(key)).orElseThrow(() -> new IOException("the broker has no " + key));
    }

    /** Reads what there is now, or a part of it: the rest then follows in the next look. */
    private void look() throws IOException {
        Consumer<String, byte[]> broker = consumer == null ? connected() : consumer;
        Map<TopicPartition, Long> ends = broker.endOffsets(broker.assignment());
        long start = System.nanoTime();
        do {
            broker.poll(POLL).forEach(this::take);
        } while (isBefore(broker, ends) && System.nanoTime() - start < PATIENCE.toNanos());
    }

    private static boolean isBefore(Consumer<String, byte[]> broker, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().anyMatch(end -> broker.position(end.getKey()) < end.getValue());
    }

    private Consumer<String, byte[]> connected() throws IOException {
        Consumer<String, byte[]> broker =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        consumer = broker;
        List<TopicPartition> partitions = broker.partitionsFor(MapTopic.NAME).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        if (partitions.isEmpty()) {
            close();
            throw new IOException("the broker has no topic " + MapTopic.NAME);
        }
        broker.assign(partitions);
        broker.seekToBeginning(partitions);
        return broker;
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        String key = record.key();
        if (Stream.of(MapTopic.HEAD, here.value()).anyMatch(own -> own.equals(key))) {
            if (record.value() == null) {
                newest.remove(key);
            } else {
                newest.put(key, record.value());
            }
        }
    }

    @Override
    public synchronized void close() {
        if (consumer != null) {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
            consumer = null;
        }
    }

    @Override
    public String toString() {
        return "the broker";
    }
}
