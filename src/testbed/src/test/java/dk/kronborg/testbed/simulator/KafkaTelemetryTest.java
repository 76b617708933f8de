package dk.kronborg.testbed.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dk.kronborg.topology.identity.LinkId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KafkaTelemetryTest {

    private static final LinkId LINK = new LinkId("MFA-MOD");

    private final MockProducer<String, byte[]> broker =
            new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
    private final List<Boolean> receipts = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void bePatient() {
        // For a busy machine; a condition that holds ends the wait at once.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    }

    @Test
    void keysEventsByLinkAndCountsThemWhenTheBrokerHasThem() {
        try (KafkaTelemetry telemetry = new KafkaTelemetry(broker)) {
            telemetry.publish(LINK, "{}".getBytes(UTF_8), receipts::add);
            await().until(() -> broker.history().size() == 1);
            assertThat(receipts).isEmpty();

            broker.completeNext();

            assertThat(receipts).containsExactly(true);
            assertThat(broker.history().getFirst().topic()).isEqualTo("qkd.telemetry.v1");
            assertThat(broker.history().getFirst().key()).isEqualTo("MFA-MOD");
            assertThat(new String(broker.history().getFirst().value(), UTF_8)).isEqualTo("{}");
        }
    }

    @Test
    void countsAnEventThatTheBrokerDoesNotTake() {
        try (KafkaTelemetry telemetry = new KafkaTelemetry(broker)) {
            telemetry.publish(LINK, "{}".getBytes(UTF_8), receipts::add);
            await().until(() -> broker.history().size() == 1);

            broker.errorNext(new KafkaException("away"));

            assertThat(receipts).containsExactly(false);
        }
    }

    @Test
    void countsAnEventThatCannotEvenBeSent() {
        broker.sendException = new KafkaException("no broker known");
        try (KafkaTelemetry telemetry = new KafkaTelemetry(broker)) {
            telemetry.publish(LINK, "{}".getBytes(UTF_8), receipts::add);

            await().untilAsserted(() -> assertThat(receipts).containsExactly(false));
        }
    }
}
