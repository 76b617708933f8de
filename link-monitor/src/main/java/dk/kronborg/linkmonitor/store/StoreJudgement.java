package dk.kronborg.linkmonitor.store;

import dk.kronborg.linkmonitor.intake.Judgement.Rejected;
import java.time.Instant;

/** What is known of a record before the ledger has been asked whether it is newer than others. */
public sealed interface StoreJudgement {

    /** A report of a pool that the network has. */
    record Credible(KeyStoreReport report, Instant judgedAt) implements StoreJudgement {}

    /** Not to be believed, or not to be understood. */
    record Refused(Rejected rejected) implements StoreJudgement {}
}
