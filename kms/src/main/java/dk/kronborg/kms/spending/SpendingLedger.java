package dk.kronborg.kms.spending;

import dk.kronborg.kms.audit.AuditRecord;
import java.util.List;

/**
 * Records on disk what is spent, by compare-and-set, so that the database itself refuses a second spending in
 * any replica. Requests that arrive together share one commit. All or nothing for each call.
 */
public interface SpendingLedger {

    /** What came of it. */
    enum Outcome {
        /** On disk, with the audit record. */
        RECORDED,
        /** Spent before, or no longer this process's to spend; nothing was changed. */
        REFUSED,
        /** The database did not answer: it may be recorded or not, and must be taken as spent. */
        UNKNOWN
    }

    /** Takes runs at the from end; returns when it is decided. */
    Outcome allocate(List<CursorMove> moves, AuditRecord audit);

    /** Gives up what is left of blocks at the from end; nobody gets it. */
    Outcome giveUp(List<CursorMove> moves);

    /** Uses runs up at the to end; returns when it is decided. */
    Outcome consume(List<UnitsUsed> runs, AuditRecord audit);
}
