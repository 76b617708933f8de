package dk.kronborg.linkmonitor.keymanager;

import dk.kronborg.linkmonitor.intake.TelemetryStore.StoreUnavailableException;
import java.util.List;

/** Where it is kept for good what KMEs said, with the alarms that come of it. */
public interface KmeLedger {

    /**
     * Takes a batch as a whole, in its order; taking the same batch again changes nothing.
     *
     * @throws StoreUnavailableException if nothing was stored, or if it is not known whether it was: try again
     */
    void take(List<KmeJudgement> batch);
}
