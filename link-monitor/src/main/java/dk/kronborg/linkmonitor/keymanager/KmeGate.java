package dk.kronborg.linkmonitor.keymanager;

import dk.kronborg.linkmonitor.intake.Judgement.Rejected;
import dk.kronborg.linkmonitor.intake.Refusal;
import dk.kronborg.linkmonitor.intake.RefusalReason;
import dk.kronborg.linkmonitor.intake.TelemetryRecord;
import dk.kronborg.linkmonitor.keymanager.KmeJudgement.Credible;
import dk.kronborg.linkmonitor.keymanager.KmeJudgement.Refused;
import dk.kronborg.linkmonitor.keymanager.KmeReportReader.Understood;
import dk.kronborg.linkmonitor.keymanager.KmeReportReader.Unreadable;
import dk.kronborg.topology.network.Network;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Takes a report only if the network has that KME. The KME's clock is not judged: that it is wrong may be what the report
 * says.
 */
public final class KmeGate {

    private final KmeReportReader reader;
    private final Supplier<Network> network;
    private final Clock clock;

    public KmeGate(KmeReportReader reader, Supplier<Network> network, Clock clock) {
        this.reader = reader;
        this.network = network;
        this.clock = clock;
    }

    /** Judges one record, which may hold anything. */
    public KmeJudgement judge(TelemetryRecord record) {
        Instant now = clock.instant();
        return switch (reader.read(record.value())) {
            case Unreadable(var refusal) -> new Refused(new Rejected(record, now, refusal));
            case Understood(var report) ->
                objection(record, report)
                        .<KmeJudgement>map(refusal -> new Refused(new Rejected(record, now, refusal)))
                        .orElseGet(() -> new Credible(record, report, arrival(record, now), now));
        };
    }

    /** By the clock of the bus; never later than now. */
    private static Instant arrival(TelemetryRecord record, Instant now) {
        Instant appended = record.place().appendedAt();
        return appended.isAfter(now) ? now : appended;
    }

    private Optional<Refusal> objection(TelemetryRecord record, KmeReport report) {
        if (network.get().kme(report.kme()).isEmpty()) {
            return Optional.of(new Refusal(RefusalReason.UNKNOWN_KME, "the network has no KME " + report.kme()));
        }
        if (!record.keyText().equals(report.kme().value())) {
            return Optional.of(new Refusal(
                    RefusalReason.WRONG_RECORD_KEY,
                    "the record's key is the KME's, " + report.kme() + ", got \"" + record.keyText() + '"'));
        }
        return Optional.empty();
    }
}
