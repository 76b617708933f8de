package dk.kronborg.broker;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
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
 * A topic of which the newest record of every key is as good as all of them, as a KME reads it. Its broker may be away, hang,
 * or be somebody else's: a look at it takes a few seconds and no longer. For one thread, except that any may close it.
 */
public final class CompactedTopic implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int MOST_FETCHED_BYTES = 4 << 20;

    private final String name;
    private final Predicate<String> wanted;
    private final Map<String, Object> settings;
    private final Map<String, byte[]> newest = new HashMap<>();
    private @Nullable Consumer<String, byte[]> consumer;

    /**
     * The topic of that name at a broker that is not looked for yet.
     *
     * @param wanted keys that are read; one of a few
     * @param broker settings of Kafka's clients by their own names, {@code bootstrap.servers} at least
     */
    public CompactedTopic(String name, Predicate<String> wanted, Map<String, Object> broker) {
        this.name = name;
        this.wanted = wanted;
        settings = new HashMap<>(broker);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "kronborg-kme-" + name);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, MOST_FETCHED_BYTES);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, MOST_FETCHED_BYTES);
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 5000L);
    }

    /**
     * The newest records by their keys, or some of them: the rest then follows at the next look.
     *
     * @throws IOException if the broker cannot be used now
     */
    public synchronized Map<String, byte[]> newest() throws IOException, InterruptedException {
        try {
            look();
            return Map.copyOf(newest);
        } catch (InterruptException e) {
            throw (InterruptedException) new InterruptedException("while the broker was asked").initCause(e);
        } catch (RuntimeException e) {
            // Whatever a broker can make of Kafka's client.
            close();
            throw new IOException("the broker cannot be used: " + e.getMessage(), e);
        }
    }

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
        List<TopicPartition> partitions = broker.partitionsFor(name).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        if (partitions.isEmpty()) {
            close();
            throw new IOException("the broker has no topic " + name);
        }
        broker.assign(partitions);
        broker.seekToBeginning(partitions);
        return broker;
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        String key = record.key();
        if (key == null || !wanted.test(key)) {
            return;
        }
        if (record.value() == null) {
            newest.remove(key);
        } else {
            newest.put(key, record.value());
        }
    }

    @Override
    public synchronized void close() {
        if (consumer != null) {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
            consumer = null;
        }
    }
}
