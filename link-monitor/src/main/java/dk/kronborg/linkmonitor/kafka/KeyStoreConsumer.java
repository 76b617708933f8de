package dk.kronborg.linkmonitor.kafka;

import dk.kronborg.linkmonitor.intake.IntakeObserver;
import dk.kronborg.linkmonitor.intake.Judgement.Rejected;
import dk.kronborg.linkmonitor.intake.Outcome;
import dk.kronborg.linkmonitor.intake.RefusalOutlet;
import dk.kronborg.linkmonitor.store.StoreIntake;
import dk.kronborg.linkmonitor.store.StoreJudgement;
import dk.kronborg.linkmonitor.store.StoreJudgement.Refused;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Takes reports of key stores from their topic, batch by batch: stored and changes told, then refusals handed on, then
 * the offsets committed. A batch that comes again changes nothing.
 */
@ApplicationScoped
public class KeyStoreConsumer {

    private final StoreIntake intake;
    private final RefusalOutlet refusals;
    private final IntakeObserver observer;

    @Inject
    public KeyStoreConsumer(StoreIntake intake, RefusalOutlet refusals, IntakeObserver observer) {
        this.intake = intake;
        this.refusals = refusals;
        this.observer = observer;
    }

    /**
     * Takes one batch; on return its offsets may be committed.
     *
     * @throws InterruptedException if the program stops before the batch is done
     */
    @Incoming("key-store")
    @Blocking
    public void consume(ConsumerRecords<byte[], byte[]> batch) throws InterruptedException {
        List<StoreJudgement> judgements = intake.judge(TelemetryConsumer.records(batch));
        Patience.untilStored("Reports of stores", judgements.size(), () -> {
            intake.settle(judgements);
            return judgements;
        });
        List<Rejected> refused = judgements.stream()
                .filter(Refused.class::isInstance)
                .map(judgement -> ((Refused) judgement).rejected())
                .toList();
        refusals.handOn(refused);
        refused.forEach(rejected -> observer.observed(new Outcome.Refused(rejected)));
    }
}
