package dk.kronborg.linkmonitor.kafka;

import dk.kronborg.linkmonitor.intake.IntakeObserver;
import dk.kronborg.linkmonitor.intake.Judgement.Rejected;
import dk.kronborg.linkmonitor.intake.Outcome;
import dk.kronborg.linkmonitor.intake.Outcome.Refused;
import dk.kronborg.linkmonitor.intake.RecordPlace;
import dk.kronborg.linkmonitor.intake.RefusalOutlet;
import dk.kronborg.linkmonitor.intake.TelemetryIntake;
import dk.kronborg.linkmonitor.intake.TelemetryRecord;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Takes telemetry from its topic, batch by batch: stored, then refusals handed on, then the offsets committed.
 *
 * <p>Nothing is skipped. While the database is away the batch is tried again and the topic is not read on; a
 * crash at any point has the batch come again, which changes nothing that was done.
 */
@ApplicationScoped
public class TelemetryConsumer {

    private final TelemetryIntake intake;
    private final RefusalOutlet refusals;
    private final IntakeObserver observer;

    @Inject
    public TelemetryConsumer(TelemetryIntake intake, RefusalOutlet refusals, IntakeObserver observer) {
        this.intake = intake;
        this.refusals = refusals;
        this.observer = observer;
    }

    /**
     * Takes one batch; on return its offsets may be committed.
     *
     * @throws InterruptedException if the program stops before the batch is done
     */
    @Incoming("telemetry")
    @Blocking
    public void consume(ConsumerRecords<byte[], byte[]> batch) throws InterruptedException {
        List<TelemetryRecord> records = records(batch);
        // Judged anew with every attempt: an event that has waited may have grown too old to be taken.
        List<Outcome> outcomes =
                Patience.untilStored("Telemetry", records.size(), () -> intake.settle(intake.judge(records)));
        refusals.handOn(refused(outcomes));
        outcomes.forEach(observer::observed);
    }

    static List<TelemetryRecord> records(ConsumerRecords<byte[], byte[]> batch) {
        List<TelemetryRecord> records = new ArrayList<>(batch.count());
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            RecordPlace place = new RecordPlace(
                    record.topic(), record.partition(), record.offset(), Instant.ofEpochMilli(record.timestamp()));
            records.add(new TelemetryRecord(place, record.key(), record.value()));
        }
        return records;
    }

    private static List<Rejected> refused(List<Outcome> outcomes) {
        return outcomes.stream()
                .filter(Refused.class::isInstance)
                .map(outcome -> ((Refused) outcome).rejected())
                .toList();
    }
}
