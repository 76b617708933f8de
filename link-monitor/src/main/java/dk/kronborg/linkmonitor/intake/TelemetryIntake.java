package dk.kronborg.linkmonitor.intake;

import java.util.List;

/** Judges records and has them stored. */
public final class TelemetryIntake {

    private final TelemetryGate gate;
    private final TelemetryStore store;

    public TelemetryIntake(TelemetryGate gate, TelemetryStore store) {
        this.gate = gate;
        this.store = store;
    }

    /** Judges a batch, in its order, on all processors: most of the work is checking signatures. Asks nobody. */
    public List<Judgement> judge(List<TelemetryRecord> batch) {
        return batch.parallelStream().map(gate::judge).toList();
    }

    /**
     * Makes the judgements durable; may be repeated until it returns.
     *
     * @throws TelemetryStore.StoreUnavailableException if that did not succeed
     */
    public List<Outcome> settle(List<Judgement> batch) {
        return store.store(batch);
    }
}
