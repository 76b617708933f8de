package dk.kronborg.map;

import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.map.MapHistory;
import dk.kronborg.topology.map.SignedHead;
import dk.kronborg.topology.map.json.MapJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the map on the broker: of each version every KME's slice, and then the head, of which there is a new one as
 * often as KMEs expect. In a thread of its own: nothing waits for the broker. Several processes may do the same side by side,
 * since all say the same.
 */
public final class MapBroadcast implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(MapBroadcast.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Supplier<Optional<MapHistory>> newest;
    private final HeadSigner heads;
    private final Map<String, Object> settings;
    private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("map-broadcast").factory());
    private @Nullable Producer<String, byte[]> producer;
    private long version;
    private @Nullable SignedHead head;
    private boolean heldUp;
    private boolean tooLarge;

    /**
     * Begins to publish.
     *
     * @param newest what is published, looked up now
     * @param broker settings of Kafka's clients by their own names, {@code bootstrap.servers} at least
     */
    public MapBroadcast(Supplier<Optional<MapHistory>> newest, HeadSigner heads, Map<String, Object> broker) {
        this.newest = newest;
        this.heads = heads;
        this.settings = new HashMap<>(broker);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "kronborg-centre-map");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis() / 2);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 5000L);
        var _ = rounds.scheduleWithFixedDelay(this::round, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void round() {
        try {
            Optional<MapHistory> history = newest.get();
            if (history.isPresent()) {
                publish(history.get());
                heldUp = false;
            }
        } catch (InterruptedException | InterruptException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | KafkaException e) {
            if (!heldUp) {
                LOG.warnf("The network map is not on the broker: %s; trying again", cause(e).getMessage());
            }
            heldUp = true;
        } catch (RuntimeException e) {
            // The executor would end the rounds in silence.
            LOG.error("The network map is not on the broker", e);
        }
    }

    private static Throwable cause(Exception e) {
        return e.getCause() == null ? e : e.getCause();
    }

    /** The head comes last: who sees it finds the map. */
    private void publish(MapHistory history) throws InterruptedException, ExecutionException {
        if (history.newest().version() != version) {
            for (KmeId kme : history.kmes()) {
                publish(history, kme);
            }
            version = history.newest().version();
        }
        SignedHead now = heads.head(history);
        if (!now.equals(head)) {
            send(MapTopic.HEAD, MapJson.write(now).getBytes(StandardCharsets.UTF_8));
            head = now;
        }
    }

    private void publish(MapHistory history, KmeId kme) throws InterruptedException, ExecutionException {
        Optional<byte[]> slice = MapTopic.slice(history, kme);
        try {
            if (slice.isPresent()) {
                send(kme.value(), slice.get());
                return;
            }
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof RecordTooLargeException)) {
                throw e;
            }
        }
        if (!tooLarge) {
            LOG.warnf(
                    "The map of %s is too large for the broker, where there are heads only: KMEs like it get their maps from"
                            + " the centre alone",
                    kme);
            tooLarge = true;
        }
        if (!kme.value().equals(MapTopic.HEAD)) {
            // An older one there would be taken for an attack.
            send(kme.value(), null);
        }
    }

    private void send(String key, byte @Nullable [] value) throws InterruptedException, ExecutionException {
        if (producer == null) {
            // Not before: the broker's name may be unknown until then.
            producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        }
        producer.send(new ProducerRecord<>(MapTopic.NAME, key, value)).get();
    }

    @Override
    public void close() {
        rounds.shutdownNow();
        try {
            if (rounds.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) && producer != null) {
                producer.close(Duration.ZERO);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
