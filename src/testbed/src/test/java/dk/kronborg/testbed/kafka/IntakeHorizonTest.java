package dk.kronborg.testbed.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.linkmonitor.kafka.IntakeHorizon;
import dk.kronborg.testbed.network.PortPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntakeHorizonTest {

    private static final String GROUP = "monitor";
    private static final Instant NOON = Instant.parse("2026-07-02T12:00:00Z");

    @Test
    void knowsNothingUntilAllThatWaitedIsTakenIn(@TempDir Path directory) throws Exception {
        PortPlan ports = new PortPlan(PortPlan.freeBase(List.of()), List.of());
        try (KafkaBroker broker = KafkaBroker.start(directory, ports.kafka(), ports.kafkaController());
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            send(broker, 10);
            IntakeHorizon horizon = new IntakeHorizon(admin, KafkaBroker.TELEMETRY, GROUP);

            look(horizon, NOON);
            assertThat(horizon.horizon()).as("ten records wait").isEmpty();

            commit(admin, 9);
            look(horizon, NOON.plusSeconds(1));
            assertThat(horizon.horizon()).as("one waits").isEmpty();

            commit(admin, 10);
            send(broker, 1);
            look(horizon, NOON.plusSeconds(2));
            assertThat(horizon.horizon()).as("one came between").contains(NOON.plusSeconds(1));

            commit(admin, 11);
            look(horizon, NOON.plusSeconds(3));
            assertThat(horizon.horizon()).contains(NOON.plusSeconds(3));
        }
    }

    /** Whoever asks a broker that has just begun may have to ask again. */
    private static void look(IntakeHorizon horizon, Instant now) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> horizon.look(now));
    }

    /** To the first partition. */
    private static void send(KafkaBroker broker, int records) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(KafkaBroker.TELEMETRY, 0, "MFA-MOD", "event"))
                        .get();
            }
        }
    }

    private static void commit(Admin admin, long first) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> offsets = IntStream.range(0, 3)
                .boxed()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(KafkaBroker.TELEMETRY, partition),
                        partition -> new OffsetAndMetadata(partition == 0 ? first : 0)));
        admin.alterConsumerGroupOffsets(GROUP, offsets).all().get();
    }
}
