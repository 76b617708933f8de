package dk.kronborg.testbed.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.testbed.network.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerTest {

    private static final Map<String, Integer> TOPICS = Map.of(
            "qkd.telemetry.v1", 3,
            "qkd.telemetry.refused.v1", 1,
            "qkd.key-store.v1", 1,
            "qkd.kme-alarms.v1", 1,
            "qkd.link-state.v1", 1,
            "qkd.alarms.v1", 1,
            "qkd.network-map.v1", 1);

    @Test
    void keepsEventsAndTopicsFromStartToStart(@TempDir Path directory) throws Exception {
        List<Integer> ports = FreePorts.find(2);
        try (KafkaBroker broker = KafkaBroker.start(directory, ports.get(0), ports.get(1))) {
            assertThat(partitions(broker)).isEqualTo(TOPICS);
            send(broker, "MFA-MOD", "an event");
        }

        KafkaBroker again = KafkaBroker.start(directory, ports.get(0), ports.get(1));
        try {
            assertThat(partitions(again)).isEqualTo(TOPICS);
            assertThat(firstEvent(again)).isEqualTo("an event");
        } finally {
            again.close();
        }
        assertThat(again.process().isAlive()).isFalse();
    }

    static Map<String, Integer> partitions(KafkaBroker broker) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            var topics = admin.describeTopics(admin.listTopics().names().get())
                    .allTopicNames()
                    .get();
            return topics.values().stream()
                    .collect(Collectors.toMap(
                            topic -> topic.name(), topic -> topic.partitions().size()));
        }
    }

    static void send(KafkaBroker broker, String key, String value) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "acks", "all"),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(KafkaBroker.TELEMETRY, 0, key, value))
                    .get();
        }
    }

    static String firstEvent(KafkaBroker broker) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(KafkaBroker.TELEMETRY, 0);
            consumer.assign(List.of(partition));
            var records = consumer.poll(Duration.ofSeconds(20)).records(partition);
            return records.isEmpty() ? "nothing" : records.getFirst().value();
        }
    }
}
