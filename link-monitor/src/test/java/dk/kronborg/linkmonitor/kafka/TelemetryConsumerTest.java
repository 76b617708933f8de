package dk.kronborg.linkmonitor.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.linkmonitor.DemoLink;
import dk.kronborg.linkmonitor.intake.Judgement;
import dk.kronborg.linkmonitor.intake.Judgement.Genuine;
import dk.kronborg.linkmonitor.intake.Judgement.Rejected;
import dk.kronborg.linkmonitor.intake.Outcome;
import dk.kronborg.linkmonitor.intake.Outcome.Accepted;
import dk.kronborg.linkmonitor.intake.Outcome.Refused;
import dk.kronborg.linkmonitor.intake.TelemetryGate;
import dk.kronborg.linkmonitor.intake.TelemetryIntake;
import dk.kronborg.linkmonitor.intake.TelemetryStore;
import dk.kronborg.linkmonitor.json.JsonEventReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TelemetryConsumerTest {

    private static final Instant NOON = Instant.parse("2026-07-02T12:00:00Z");
    private static final String TOPIC = "qkd.telemetry.v1";

    private final DemoLink link = new DemoLink();
    private final List<String> course = new ArrayList<>();
    private int storeIsAwayFor;

    private final TelemetryStore store = batch -> {
        if (storeIsAwayFor-- > 0) {
            course.add("away");
            throw new TelemetryStore.StoreUnavailableException("away", new IllegalStateException());
        }
        course.add("stored " + batch.size());
        return batch.stream().map(TelemetryConsumerTest::outcome).toList();
    };

    private final TelemetryConsumer consumer = new TelemetryConsumer(
            new TelemetryIntake(
                    new TelemetryGate(new JsonEventReader(), link::network, Clock.fixed(NOON, ZoneOffset.UTC)), store),
            refusals -> course.add("handed on " + refusals.size()),
            outcome -> course.add(outcome.getClass().getSimpleName()));

    private static Outcome outcome(Judgement judgement) {
        return switch (judgement) {
            case Genuine genuine -> new Accepted(genuine, 0);
            case Rejected rejected -> new Refused(rejected);
        };
    }

    @Test
    void storesThenHandsOnThenCounts() throws InterruptedException {
        consumer.consume(batch(link.signedEvent(NOON, change -> {}), "bad".getBytes(StandardCharsets.UTF_8)));

        assertThat(course).containsExactly("stored 2", "handed on 1", "Accepted", "Refused");
    }

    @Test
    void triesAgainUntilTheStoreIsBackAndSkipsNothing() throws InterruptedException {
        storeIsAwayFor = 2;

        consumer.consume(batch(link.signedEvent(NOON, change -> {})));

        assertThat(course).containsExactly("away", "away", "stored 1", "handed on 0", "Accepted");
    }

    @Test
    void leavesABatchUncommittedWhenTheProgramStopsBeforeItIsStored() {
        storeIsAwayFor = Integer.MAX_VALUE;
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> consumer.consume(batch(link.signedEvent(NOON, change -> {}))))
                .isInstanceOf(InterruptedException.class);
        assertThat(course).containsExactly("away");
    }

    @Test
    void doesNotCommitWhatCouldNotBeHandedOn() {
        TelemetryConsumer unlucky = new TelemetryConsumer(
                new TelemetryIntake(
                        new TelemetryGate(new JsonEventReader(), link::network, Clock.fixed(NOON, ZoneOffset.UTC)),
                        store),
                refusals -> {
                    throw new IllegalStateException("no broker");
                },
                outcome -> course.add("counted"));

        assertThatThrownBy(() -> unlucky.consume(batch(new byte[0]))).hasMessage("no broker");
        assertThat(course).containsExactly("stored 1");
    }

    private static ConsumerRecords<byte[], byte[]> batch(byte[]... values) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (byte[] value : values) {
            records.add(
                    new ConsumerRecord<>(TOPIC, 0, records.size(), "MFA-MOD".getBytes(StandardCharsets.UTF_8), value));
        }
        return new ConsumerRecords<>(Map.of(new TopicPartition(TOPIC, 0), records), Map.of());
    }
}
