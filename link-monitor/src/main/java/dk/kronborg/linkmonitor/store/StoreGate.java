package dk.kronborg.linkmonitor.store;

import dk.kronborg.linkmonitor.intake.Judgement.Rejected;
import dk.kronborg.linkmonitor.intake.Refusal;
import dk.kronborg.linkmonitor.intake.RefusalReason;
import dk.kronborg.linkmonitor.intake.TelemetryGate;
import dk.kronborg.linkmonitor.intake.TelemetryRecord;
import dk.kronborg.linkmonitor.store.StoreJudgement.Credible;
import dk.kronborg.linkmonitor.store.StoreJudgement.Refused;
import dk.kronborg.linkmonitor.store.StoreReportReader.Report;
import dk.kronborg.linkmonitor.store.StoreReportReader.Unreadable;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Takes a report only if the network may have that pool and its time is possible. */
public final class StoreGate {

    private final StoreReportReader reader;
    private final Supplier<Set<PoolName>> pools;
    private final Clock clock;

    /**
     * A gate.
     *
     * @param pools those that the network may have now
     */
    public StoreGate(StoreReportReader reader, Supplier<Set<PoolName>> pools, Clock clock) {
        this.reader = reader;
        this.pools = pools;
        this.clock = clock;
    }

    /** Judges one record, which may hold anything. */
    public StoreJudgement judge(TelemetryRecord record) {
        Instant now = clock.instant();
        return switch (reader.read(record.value())) {
            case Unreadable(var refusal) -> new Refused(new Rejected(record, now, refusal));
            case Report(var report) ->
                objection(record, report, now)
                        .<StoreJudgement>map(refusal -> new Refused(new Rejected(record, now, refusal)))
                        .orElseGet(() -> new Credible(report, now));
        };
    }

    private Optional<Refusal> objection(TelemetryRecord record, KeyStoreReport report, Instant now) {
        PoolName pool = report.pool();
        if (!pools.get().contains(pool)) {
            return refused(RefusalReason.UNKNOWN_POOL, unknown(pool));
        }
        if (!record.keyText().equals(pool.recordKey())) {
            return refused(
                    RefusalReason.WRONG_RECORD_KEY,
                    "the record's key is the pool's, " + pool.recordKey() + ", got \"" + record.keyText() + '"');
        }
        if (report.reportedAt().isAfter(now.plus(TelemetryGate.MOST_AHEAD))) {
            return refused(
                    RefusalReason.FROM_THE_FUTURE,
                    "reported_at is at most " + TelemetryGate.MOST_AHEAD.toMinutes() + " minutes from now, " + now
                            + ", got " + report.reportedAt());
        }
        if (report.reportedAt().isBefore(now.minus(TelemetryGate.REFUSED_AFTER))) {
            return refused(
                    RefusalReason.TOO_OLD,
                    "reported_at is at most " + TelemetryGate.REFUSED_AFTER.toDays() + " days before now, " + now
                            + ", got " + report.reportedAt());
        }
        return Optional.empty();
    }

    private static String unknown(PoolName pool) {
        String ends = "KMEs " + pool.from() + " and " + pool.to();
        return switch (pool.origin()) {
            case QKD ->
                "the network has no link between " + ends + ", nor identity keys of them and SAEs that may share keys";
            case PQC ->
                "the network has no link between " + ends
                        + " and no SAEs there that may share keys, or no identity keys of them";
        };
    }

    private static Optional<Refusal> refused(RefusalReason reason, String detail) {
        return Optional.of(new Refusal(reason, detail));
    }
}
