package dk.kronborg.linkmonitor.store;

import dk.kronborg.linkmonitor.intake.TelemetryStore.StoreUnavailableException;
import java.util.List;

/** Where forecasts are kept for good, each with what was told of it. */
public interface StoreLedger {

    /**
     * Takes a batch as a whole, in its order; taking the same batch again changes nothing.
     *
     * @return changes of the pools in the batch that were not told yet
     * @throws StoreUnavailableException if nothing was stored, or if it is not known whether it was: try again
     */
    List<StoreChange> take(List<StoreJudgement> batch);

    /**
     * Notes that a change was told.
     *
     * @throws StoreUnavailableException if that is not sure; then it is told again
     */
    void told(StoreChange change);
}
