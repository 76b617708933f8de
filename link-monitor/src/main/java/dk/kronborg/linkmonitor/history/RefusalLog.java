package dk.kronborg.linkmonitor.history;

import dk.kronborg.linkmonitor.intake.RecordPlace;
import dk.kronborg.linkmonitor.intake.Refusal;
import dk.kronborg.linkmonitor.intake.RefusalReason;
import dk.kronborg.topology.identity.DeviceId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What was refused, and how often. */
public interface RefusalLog {

    /** How often each reason occurred, ever; reasons that never did are left out. */
    List<RefusalCount> counts();

    /** Refusals, newest first; the log keeps about 10,000. What is refused meanwhile moves no page that follows. */
    RefusalPage refusals(RefusalQuery query);

    /** How often a reason occurred, and when last. */
    record RefusalCount(RefusalReason reason, long count, Instant lastAt) {}

    /**
     * Refusals, newest first.
     *
     * @param next where the next page begins, if there may be one
     */
    record RefusalPage(List<RefusedRecord> refusals, OptionalLong next) {}

    /**
     * A record that was refused.
     *
     * @param recordKey printable form of the record's key
     * @param device    that the record names, if it could be read so far; nobody has checked that
     * @param excerpt   printable form of the beginning of the record
     */
    record RefusedRecord(
            RecordPlace place,
            String recordKey,
            Optional<DeviceId> device,
            Refusal refusal,
            Instant refusedAt,
            String excerpt) {}
}
