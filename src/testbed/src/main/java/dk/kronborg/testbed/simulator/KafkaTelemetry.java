package dk.kronborg.testbed.simulator;

import dk.kronborg.topology.identity.LinkId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes telemetry on the topic {@code qkd.telemetry.v1}, keyed by link.
 *
 * <p>While the broker is away events wait, bounded in number and time; then they count as failed. One thread and one
 * connection serve all devices.
 */
final class KafkaTelemetry implements TelemetryOutlet, AutoCloseable {

    static final String TOPIC = "qkd.telemetry.v1";

    private static final int MOST_WAITING = 2000;
    private static final Duration CLOSING_TIME = Duration.ofSeconds(3);

    private final Producer<String, byte[]> producer;
    private final Throttle complaints = new Throttle(Duration.ofMinutes(1));

    /** The producer's own send can block while it looks for the broker; the links must not wait for that. */
    private final ThreadPoolExecutor sender = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            Thread.ofPlatform().daemon().name("quantum-telemetry").factory());

    KafkaTelemetry(Producer<String, byte[]> producer) {
        this.producer = producer;
    }

    static KafkaTelemetry connect(String bootstrap) {
        return new KafkaTelemetry(new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ProducerConfig.CLIENT_ID_CONFIG,
                        "quantum-devices",
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        ProducerConfig.LINGER_MS_CONFIG,
                        20,
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        4L * 1024 * 1024,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        5000),
                new StringSerializer(),
                new ByteArraySerializer()));
    }

    @Override
    public void publish(LinkId link, byte[] event, Receipt receipt) {
        try {
            sender.execute(() -> send(new ProducerRecord<>(TOPIC, link.value(), event), receipt));
        } catch (RejectedExecutionException e) {
            receipt.settled(false);
        }
    }

    private void send(ProducerRecord<String, byte[]> event, Receipt receipt) {
        try {
            var _ = producer.send(event, (place, failure) -> settle(receipt, failure));
        } catch (KafkaException | IllegalStateException e) {
            settle(receipt, e);
        }
    }

    private void settle(Receipt receipt, @Nullable Exception failure) {
        if (failure != null) {
            complaints.say(() -> System.getLogger(KafkaTelemetry.class.getName())
                    .log(System.Logger.Level.WARNING, "telemetry is not delivered: {0}", failure.getMessage()));
        }
        receipt.settled(failure == null);
    }

    @Override
    public void close() {
        sender.shutdownNow();
        producer.close(CLOSING_TIME);
    }
}
