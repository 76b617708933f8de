package dk.kronborg.linkmonitor.kafka;

import dk.kronborg.linkmonitor.publication.Bus;
import dk.kronborg.linkmonitor.publication.HeldUpException;
import dk.kronborg.linkmonitor.publication.OutgoingMessage;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Kafka, as the one process of the centre that publishes uses it. Whoever connects shuts out the one before (by the
 * transactional id), so that nothing that got stuck on the way comes after what is newer.
 */
public final class KafkaBus implements Bus {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Producer<String, String> producer;

    /**
     * Connects.
     *
     * @param broker settings of Kafka's clients by their own names, {@code bootstrap.servers} at least
     * @param name   of all who may be that one process: transactional id, and client id
     * @throws HeldUpException if the broker is away
     */
    public KafkaBus(Map<String, Object> broker, String name) {
        try {
            producer = new KafkaProducer<>(settings(broker, name), new StringSerializer(), new StringSerializer());
        } catch (KafkaException e) {
            throw heldUp("the broker cannot be used", e);
        }
        try {
            producer.initTransactions();
        } catch (KafkaException e) {
            close();
            throw heldUp("the broker does not answer", e);
        }
    }

    private static Map<String, Object> settings(Map<String, Object> broker, String name) {
        Map<String, Object> settings = new HashMap<>(broker);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, name);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, name);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis() / 2);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 5000L);
        return settings;
    }

    @Override
    public void deliver(List<OutgoingMessage> messages) {
        try {
            producer.beginTransaction();
            for (OutgoingMessage message : messages) {
                var _ = producer.send(new ProducerRecord<>(message.topic(), message.key(), message.value()));
            }
            // Throws what any of them met.
            producer.commitTransaction();
        } catch (KafkaException e) {
            throw heldUp("the broker does not take them", e);
        }
    }

    private static HeldUpException heldUp(String what, KafkaException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return new HeldUpException(what + ": " + cause.getMessage(), e);
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
