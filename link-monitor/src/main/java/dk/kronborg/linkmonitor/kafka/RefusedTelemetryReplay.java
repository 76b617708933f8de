package dk.kronborg.linkmonitor.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dk.kronborg.linkmonitor.intake.RefusalReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends refused telemetry to its topic once more, for instance after a device's key has been enrolled. What is refused
 * again is handed on again; what was taken meanwhile is known and changes nothing.
 */
public final class RefusedTelemetryReplay {

    /** Most records a request. */
    public static final int MOST = 10_000;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * Which refusals are sent again.
     *
     * @param key  of the record, which is the link
     * @param from handed on then or later
     * @param to   handed on before
     */
    public record Selection(Optional<RefusalReason> reason, Optional<String> key, Instant from, Instant to) {}

    /**
     * What became of them.
     *
     * @param sent      again
     * @param truncated kept in part only, so that nothing could be sent
     * @param more      whether there are more than {@link #MOST}
     */
    public record Replayed(int sent, int truncated, boolean more) {}

    private final Map<String, Object> broker;
    private final String refused;
    private final String telemetry;

    /**
     * @param refused   topic of refused telemetry
     * @param telemetry topic of telemetry
     */
    public RefusedTelemetryReplay(Map<String, Object> broker, String refused, String telemetry) {
        this.broker = Map.copyOf(broker);
        this.refused = refused;
        this.telemetry = telemetry;
    }

    /**
     * Sends them again, in their order; all of them are with the broker on return.
     *
     * @throws KafkaException if the broker is away; some may have been sent, and sending them again harms nothing
     */
    public Replayed replay(Selection selection) throws InterruptedException {
        Map<String, Object> settings = new HashMap<>(broker);
        settings.put("enable.auto.commit", false);
        settings.put("default.api.timeout.ms", (int) PATIENCE.toMillis());
        settings.put("max.block.ms", PATIENCE.toMillis());
        settings.put("acks", "all");
        try (KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            return replay(selection, consumer, producer);
        }
    }

    private Replayed replay(
            Selection selection, KafkaConsumer<byte[], byte[]> consumer, KafkaProducer<byte[], byte[]> producer)
            throws InterruptedException {
        List<TopicPartition> partitions = consumer.partitionsFor(refused).stream()
                .map(each -> new TopicPartition(refused, each.partition()))
                .toList();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        consumer.assign(partitions);
        begin(consumer, partitions, selection.from(), ends);
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        int truncated = 0;
        while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                if (!wanted(record, selection)) {
                    continue;
                }
                if (sent.size() == MOST) {
                    await(sent);
                    return new Replayed(sent.size(), truncated, true);
                }
                Optional<byte[]> original = original(record.value());
                if (original.isPresent()) {
                    sent.add(producer.send(new ProducerRecord<>(telemetry, record.key(), original.get())));
                } else {
                    truncated++;
                }
            }
        }
        await(sent);
        return new Replayed(sent.size(), truncated, false);
    }

    private static void begin(
            KafkaConsumer<byte[], byte[]> consumer,
            List<TopicPartition> partitions,
            Instant from,
            Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(each -> times.put(each, Math.max(0, from.toEpochMilli())));
        Map<TopicPartition, OffsetAndTimestamp> begins = consumer.offsetsForTimes(times);
        for (TopicPartition each : partitions) {
            OffsetAndTimestamp begin = begins.get(each);
            consumer.seek(each, begin == null ? ends.getOrDefault(each, 0L) : begin.offset());
        }
    }

    /** Records of other topics, reports of stores and of KMEs' alarms, are refused to the same topic, and go nowhere from here. */
    private boolean wanted(ConsumerRecord<byte[], byte[]> record, Selection selection) {
        boolean before = record.timestamp() < selection.to().toEpochMilli();
        boolean keyed = selection
                .key()
                .map(key -> record.key() != null && key.equals(new String(record.key(), StandardCharsets.UTF_8)))
                .orElse(true);
        if (!before || !keyed) {
            return false;
        }
        JsonNode refusal = parse(record.value());
        boolean reasoned = selection
                .reason()
                .map(reason -> reason.name().equals(refusal.path("reason").asText()))
                .orElse(true);
        return reasoned && refusal.path("topic").asText().equals(telemetry);
    }

    /** What was refused; empty if only its beginning was kept. */
    private static Optional<byte[]> original(byte[] refusal) {
        JsonNode document = parse(refusal);
        if (!document.path("event").isTextual()
                || document.path("event_truncated").asBoolean()) {
            return Optional.empty();
        }
        String event = document.path("event").textValue();
        return Optional.of(
                document.path("event_encoding").asText().equals("base64")
                        ? Base64.getDecoder().decode(event)
                        : event.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode parse(byte[] refusal) {
        try {
            return MAPPER.readTree(refusal);
        } catch (JsonProcessingException e) {
            return MAPPER.createObjectNode();
        } catch (IOException e) {
            throw new IllegalStateException("bytes are always there to be read", e);
        }
    }

    private static void await(List<Future<RecordMetadata>> sent) throws InterruptedException {
        try {
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new KafkaException("refused telemetry could not be sent again", e.getCause());
        }
    }
}
