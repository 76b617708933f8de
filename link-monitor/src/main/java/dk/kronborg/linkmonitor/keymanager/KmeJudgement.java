package dk.kronborg.linkmonitor.keymanager;

import dk.kronborg.linkmonitor.intake.Judgement.Rejected;
import dk.kronborg.linkmonitor.intake.TelemetryRecord;
import java.time.Instant;

/** What is known of a record before the ledger has been asked whether it is newer than others. */
public sealed interface KmeJudgement {

    /**
     * A report of a KME that the network has.
     *
     * @param heardAt  when it arrived on the bus
     * @param judgedAt by the centre's clock
     */
    record Credible(TelemetryRecord record, KmeReport report, Instant heardAt, Instant judgedAt)
            implements KmeJudgement {}

    /** Not to be believed, or not to be understood. */
    record Refused(Rejected rejected) implements KmeJudgement {}
}
