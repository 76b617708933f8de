package dk.kronborg.linkmonitor.store;

import dk.kronborg.linkmonitor.intake.TelemetryRecord;
import java.util.List;
import org.jboss.logging.Logger;

/** Judges reports, has them stored, and tells what has changed. */
public final class StoreIntake {

    private static final Logger LOG = Logger.getLogger(StoreIntake.class);

    private final StoreGate gate;
    private final StoreLedger ledger;
    private final StoreObserver observer;

    public StoreIntake(StoreGate gate, StoreLedger ledger, StoreObserver observer) {
        this.gate = gate;
        this.ledger = ledger;
        this.observer = observer;
    }

    /** Judges a batch; asks nobody. */
    public List<StoreJudgement> judge(List<TelemetryRecord> batch) {
        return batch.stream().map(gate::judge).toList();
    }

    /**
     * Makes the judgements durable and tells the changes; may be repeated until it returns.
     *
     * @throws dk.kronborg.linkmonitor.intake.TelemetryStore.StoreUnavailableException if that did not succeed
     */
    public void settle(List<StoreJudgement> batch) {
        for (StoreChange change : ledger.take(batch)) {
            if (tell(change)) {
                ledger.told(change);
            }
        }
    }

    /** Whoever cannot listen now is told again after the pool's next report. */
    private boolean tell(StoreChange change) {
        try {
            observer.changed(change);
            return true;
        } catch (RuntimeException e) {
            LOG.warnf(e, "How store %s stands could not be told; told again with its next report", change.pool());
            return false;
        }
    }
}
