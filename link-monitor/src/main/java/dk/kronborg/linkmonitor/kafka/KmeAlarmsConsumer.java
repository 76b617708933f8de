package dk.kronborg.linkmonitor.kafka;

import dk.kronborg.linkmonitor.intake.IntakeObserver;
import dk.kronborg.linkmonitor.intake.Judgement.Rejected;
import dk.kronborg.linkmonitor.intake.Outcome;
import dk.kronborg.linkmonitor.intake.RefusalOutlet;
import dk.kronborg.linkmonitor.keymanager.KmeGate;
import dk.kronborg.linkmonitor.keymanager.KmeJudgement;
import dk.kronborg.linkmonitor.keymanager.KmeLedger;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Takes what KMEs say of their alarms from its topic, batch by batch: stored with the alarms that come of it, then refusals
 * handed on, then the offsets committed. A batch that comes again changes nothing.
 */
@ApplicationScoped
public class KmeAlarmsConsumer {

    private final KmeGate gate;
    private final KmeLedger ledger;
    private final RefusalOutlet refusals;
    private final IntakeObserver observer;

    @Inject
    public KmeAlarmsConsumer(KmeGate gate, KmeLedger ledger, RefusalOutlet refusals, IntakeObserver observer) {
        this.gate = gate;
        this.ledger = ledger;
        this.refusals = refusals;
        this.observer = observer;
    }

    /**
     * Takes one batch; on return its offsets may be committed.
     *
     * @throws InterruptedException if the program stops before the batch is done
     */
    @Incoming("kme-alarms")
    @Blocking
    public void consume(ConsumerRecords<byte[], byte[]> batch) throws InterruptedException {
        List<KmeJudgement> judgements =
                TelemetryConsumer.records(batch).stream().map(gate::judge).toList();
        List<Rejected> refused =
                Patience.untilStored("Alarms of KMEs", judgements.size(), () -> ledger.take(judgements));
        refusals.handOn(refused);
        refused.forEach(rejected -> observer.observed(new Outcome.Refused(rejected)));
    }
}
