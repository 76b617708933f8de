package dk.kronborg.kms.spending;

/**
 * Records on disk what is spent, by compare-and-set, so that the database itself refuses a second spending in
 * any replica. Requests that arrive together share one commit.
 */
public interface SpendingLedger {

    /** What came of it. */
    enum Outcome {
        /** On disk, with the audit records. */
        RECORDED,
        /** Spent before, or no longer this process's to spend; nothing was changed. */
        REFUSED,
        /** The database did not answer: it may be recorded or not, and must be taken as spent. */
        UNKNOWN
    }

    /** Records what one request changes, all or nothing; returns when it is decided. */
    Outcome record(Spending spending);
}
