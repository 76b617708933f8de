package dk.kronborg.linkmonitor.history;

import dk.kronborg.linkmonitor.intake.RecordPlace;
import dk.kronborg.linkmonitor.intake.Refusal;
import dk.kronborg.linkmonitor.intake.RefusalReason;
import java.time.Instant;
import java.util.List;

/** What was refused, and how often. */
public interface RefusalLog {

    /** How often each reason occurred, ever; reasons that never did are left out. */
    List<RefusalCount> counts();

    /** The newest refusals, newest first; the log keeps about 10,000. */
    List<RefusedRecord> newest(int limit);

    /** How often a reason occurred, and when last. */
    record RefusalCount(RefusalReason reason, long count, Instant lastAt) {}

    /**
     * A record that was refused.
     *
     * @param recordKey printable form of the record's key
     * @param excerpt   printable form of the beginning of the record
     */
    record RefusedRecord(RecordPlace place, String recordKey, Refusal refusal, Instant refusedAt, String excerpt) {}
}
