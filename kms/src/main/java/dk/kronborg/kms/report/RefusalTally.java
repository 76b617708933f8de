package dk.kronborg.kms.report;

import dk.kronborg.topology.identity.SaeId;
import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts refused requests in memory, so that a refusal costs no write, until {@link #store} adds them to what is on disk.
 * What is not stored yet is lost with the process. If the outcome of a commit is unknown, what it added may be added again.
 *
 * <p>Safe for use by several threads. It holds a number for each pair and reason that was counted since it was stored.
 */
public final class RefusalTally implements AutoCloseable {

    /**
     * What is counted apart.
     *
     * @param month in UTC
     */
    public record Kind(YearMonth month, SaeId initiator, SaeId target, Refusal reason) {}

    private final ReportLedger ledger;
    private final Clock clock;
    private final Map<Kind, Long> counts = new ConcurrentHashMap<>();

    public RefusalTally(ReportLedger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /** One request was refused; it counts for each of its targets. */
    public void count(SaeId initiator, List<SaeId> targets, Refusal reason) {
        YearMonth month = YearMonth.from(clock.instant().atOffset(ZoneOffset.UTC));
        targets.forEach(target -> counts.merge(new Kind(month, initiator, target, reason), 1L, Long::sum));
    }

    /**
     * Adds what was counted to what is on disk.
     *
     * @throws dk.kronborg.kms.block.StoreUnavailable if that failed; it is kept for the next time
     */
    public synchronized void store() {
        Map<Kind, Long> taken = new HashMap<>();
        for (Kind kind : Set.copyOf(counts.keySet())) {
            Long count = counts.remove(kind);
            if (count != null) {
                taken.put(kind, count);
            }
        }
        if (taken.isEmpty()) {
            return;
        }
        boolean stored = false;
        try {
            ledger.addRefused(taken);
            stored = true;
        } finally {
            if (!stored) {
                taken.forEach((kind, count) -> counts.merge(kind, count, Long::sum));
            }
        }
    }

    /** Stores what is left. */
    @Override
    public void close() {
        store();
    }
}
