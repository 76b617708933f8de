package dk.kronborg;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The topic of key stores, from outside. For one thread. */
final class StoreBus implements AutoCloseable {

    private static final TopicPartition REPORTS = new TopicPartition("qkd.key-store.v1", 0);

    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<String, JsonNode> newest = new TreeMap<>();

    StoreBus(String broker) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker), new StringDeserializer(), new ByteArrayDeserializer());
        consumer.assign(List.of(REPORTS));
        consumer.seekToBeginning(List.of(REPORTS));
    }

    /** The newest report of every pool, by record key. */
    Map<String, JsonNode> newest() {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
            newest.put(record.key(), CentreApi.parse(new String(record.value(), StandardCharsets.UTF_8)));
        }
        return newest;
    }

    JsonNode newest(String pool) {
        return newest().getOrDefault(pool, MissingNode.getInstance());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
