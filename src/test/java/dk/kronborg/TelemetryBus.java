package dk.kronborg;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topics of telemetry, from outside: what anybody who reaches the broker can put there and see there. */
final class TelemetryBus implements AutoCloseable {

    private static final String TELEMETRY = "qkd.telemetry.v1";
    private static final TopicPartition REFUSED = new TopicPartition("qkd.telemetry.refused.v1", 0);

    private static final TopicPartition STATES = new TopicPartition("qkd.link-state.v1", 0);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String broker;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> refused;
    private final KafkaConsumer<byte[], byte[]> states;

    TelemetryBus(String broker) {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker);
        this.broker = broker;
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        this.refused = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        refused.assign(List.of(REFUSED));
        this.states = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        states.assign(List.of(STATES));
    }

    /** Puts a record there; where it came to stand. */
    RecordMetadata put(String key, byte[] value) {
        return put(TELEMETRY, key, value);
    }

    /** Puts a record where KMEs report their stores. */
    RecordMetadata putStoreReport(String key, String report) {
        return put("qkd.key-store.v1", key, report.getBytes(StandardCharsets.UTF_8));
    }

    /** Puts a record into that topic. */
    RecordMetadata put(String topic, String key, byte[] value) {
        try {
            return producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value))
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What went to the topic of refused records about that one. */
    Optional<JsonNode> refusalOf(RecordMetadata place) {
        refused.seekToBeginning(List.of(REFUSED));
        long end = refused.endOffsets(List.of(REFUSED)).getOrDefault(REFUSED, 0L);
        while (refused.position(REFUSED) < end) {
            Optional<JsonNode> found = StreamSupport.stream(
                            refused.poll(Duration.ofSeconds(1)).spliterator(), false)
                    .map(ConsumerRecord::value)
                    .map(value -> CentreApi.parse(new String(value, StandardCharsets.UTF_8)))
                    .filter(refusal -> refusal.path("topic").asText().equals(place.topic())
                            && refusal.path("offset").asLong() == place.offset()
                            && refusal.path("partition").asInt() == place.partition())
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** What the centre told of that link last. */
    Optional<JsonNode> stateOf(String link) {
        states.seekToBeginning(List.of(STATES));
        long end = states.endOffsets(List.of(STATES)).getOrDefault(STATES, 0L);
        Optional<JsonNode> newest = Optional.empty();
        while (states.position(STATES) < end) {
            for (ConsumerRecord<byte[], byte[]> told : states.poll(Duration.ofSeconds(1))) {
                if (new String(told.key(), StandardCharsets.UTF_8).equals(link)) {
                    newest = Optional.of(CentreApi.parse(new String(told.value(), StandardCharsets.UTF_8)));
                }
            }
        }
        return newest;
    }

    /** The newest that a device of that link said; it waits for one. */
    JsonNode newestTelemetry(String link) {
        Optional<JsonNode> newest = Optional.empty();
        try (KafkaConsumer<byte[], byte[]> telemetry = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = telemetry.partitionsFor(TELEMETRY).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            telemetry.assign(partitions);
            telemetry.seekToBeginning(partitions);
            for (var records = telemetry.poll(PATIENCE);
                    !records.isEmpty() || newest.isEmpty();
                    records = telemetry.poll(Duration.ofMillis(200))) {
                for (ConsumerRecord<byte[], byte[]> told : records) {
                    if (new String(told.key(), StandardCharsets.UTF_8).equals(link)) {
                        newest = Optional.of(CentreApi.parse(new String(told.value(), StandardCharsets.UTF_8)));
                    }
                }
            }
        }
        return newest.orElseThrow();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        refused.close();
        states.close();
    }
}
