package dk.kronborg.linkmonitor.keymanager;

import dk.kronborg.linkmonitor.intake.Judgement.Rejected;
import dk.kronborg.linkmonitor.intake.TelemetryStore.StoreUnavailableException;
import dk.kronborg.topology.identity.KmeId;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Where it is kept for good what KMEs said, with the alarms that come of it. */
public interface KmeLedger {

    /** More processes of one KME are not kept. */
    int MOST_PROCESSES = 8;

    /**
     * Takes a batch as a whole, in its order; taking the same batch again changes nothing. What stands at its end counts:
     * what one report of it raises and another one ends is no alarm.
     *
     * @return what is refused of it: what was judged so, and reports of processes beyond {@link #MOST_PROCESSES}
     * @throws StoreUnavailableException if nothing was stored, or if it is not known whether it was: try again
     */
    List<Rejected> take(List<KmeJudgement> batch);

    /**
     * Forgets what other KMEs said, such as those that were taken out of the network, and ends the alarms that came of it.
     *
     * @throws StoreUnavailableException if that was not stored
     */
    void keepOnly(Set<KmeId> kmes, Instant now);
}
