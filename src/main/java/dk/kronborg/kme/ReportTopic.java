package dk.kronborg.kme;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * A topic to which a KME reports how things are. Its broker may be away, hang, or have a name that nobody knows yet: whoever
 * publishes waits a few seconds and no longer, and what was not taken by then is forgotten.
 *
 * <p>For one thread, except that any may close it.
 */
final class ReportTopic implements AutoCloseable {

    /** What is reported; the newest one of a key is as good as all of them. */
    interface Report {

        /** The key of the record, by which the topic is compacted. */
        String key();

        byte[] bytes();
    }

    /** Within which a record is taken, or given up. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final long BUFFER_BYTES = 1024L * 1024;

    private final String name;
    private final Map<String, Object> settings;
    private @Nullable Producer<String, byte[]> producer;
    private boolean closed;

    /**
     * The topic of that name at a broker that is not looked for yet.
     *
     * @param broker settings of Kafka's clients by their own names, {@code bootstrap.servers} at least
     */
    ReportTopic(String name, Map<String, Object> broker) {
        this.name = name;
        settings = new HashMap<>(broker);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "kronborg-kme-" + name);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        // The newest report is as good as all of them: one that comes twice or late does no harm.
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 5000L);
    }

    /**
     * Publishes and waits until all of it is taken, or this topic is closed.
     *
     * @throws BrokerUnavailable if that does not succeed in time; nothing of it is sent later
     */
    void publish(List<? extends Report> reports) {
        try {
            Producer<String, byte[]> broker = producer();
            List<Future<RecordMetadata>> places = new ArrayList<>();
            for (Report report : reports) {
                Future<RecordMetadata> place = broker.send(new ProducerRecord<>(name, report.key(), report.bytes()));
                if (place.isDone()) {
                    // Refused at once: the others would be, too, each after as long a wait.
                    place.get();
                }
                places.add(place);
            }
            for (Future<RecordMetadata> place : places) {
                place.get();
            }
        } catch (InterruptedException | InterruptException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            if (!isClosed()) {
                throw new BrokerUnavailable("the broker takes no record: " + cause(e).getMessage(), e);
            }
        } catch (KafkaException | IllegalStateException e) {
            // The second is how a producer answers that was closed meanwhile.
            if (!isClosed()) {
                throw new BrokerUnavailable("the broker cannot be used: " + cause(e).getMessage(), e);
            }
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private static Throwable cause(Exception e) {
        return e.getCause() == null ? e : e.getCause();
    }

    /** Made at the first use: the broker's name may be unknown until then. */
    private synchronized Producer<String, byte[]> producer() throws InterruptedException {
        if (closed) {
            throw new InterruptedException("the topic is closed");
        }
        if (producer == null) {
            producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        }
        return producer;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (producer != null) {
            producer.close(Duration.ZERO);
        }
    }
}
