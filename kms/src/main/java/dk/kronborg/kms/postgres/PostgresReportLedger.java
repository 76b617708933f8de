package dk.kronborg.kms.postgres;

import dk.kronborg.kms.block.Grade;
import dk.kronborg.kms.block.Origin;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.mode.Mode;
import dk.kronborg.kms.report.Refusal;
import dk.kronborg.kms.report.RefusalTally;
import dk.kronborg.kms.report.ReportLedger;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.SaeId;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What reports are made of, in PostgreSQL: the audit, the changes of modes, and the counts of refusals. */
final class PostgresReportLedger implements ReportLedger {

    private final Database database;

    PostgresReportLedger(Database database) {
        this.database = database;
    }

    @Override
    public List<Delivered> delivered(Instant from, Instant until, Optional<SaeId> initiator) {
        @Nullable String only = initiator.map(SaeId::value).orElse(null);
        return database.transact(connection -> Database.list(
                connection,
                row -> new Delivered(
                        new SaeId(row.getString("initiator")),
                        new SaeId(row.getString("target")),
                        Grade.valueOf(row.getString("grade")),
                        row.getBoolean("is_degraded"),
                        row.getLong("requests"),
                        row.getLong("keys")),
                "select initiator, target, grade, degraded is not null as is_degraded, count(*) as requests,"
                        + " sum(cardinality(key_ids))::bigint as keys from audit_record"
                        + " where at >= ? and at < ? and grade is not null"
                        + " and (?::text is null or initiator = ?) group by 1, 2, 3, 4",
                utc(from),
                utc(until),
                only,
                only));
    }

    @Override
    public List<Refused> refused(YearMonth month, Optional<SaeId> initiator) {
        @Nullable String only = initiator.map(SaeId::value).orElse(null);
        return database.transact(connection -> Database.list(
                connection,
                row -> new Refused(
                        new SaeId(row.getString("initiator")),
                        new SaeId(row.getString("target")),
                        Refusal.valueOf(row.getString("reason")),
                        row.getLong("requests")),
                "select initiator, target, reason, requests from refusal where month = ?"
                        + " and (?::text is null or initiator = ?)",
                month.atDay(1),
                only,
                only));
    }

    @Override
    public List<InMode> modes(Instant from, Instant until) {
        return database.transact(connection -> Database.list(
                connection,
                row -> new InMode(
                        new PoolId(
                                new KmeId(row.getString("from_kme")),
                                new KmeId(row.getString("to_kme")),
                                Origin.valueOf(row.getString("origin"))),
                        Mode.valueOf(row.getString("mode")),
                        Duration.ofMillis(row.getLong("ms")),
                        row.getLong("entered")),
                "select p.from_kme, p.to_kme, p.origin, c.mode,"
                        + " sum(greatest(0, extract(epoch from least(c.next, c.until) - greatest(c.at, c.since)) * 1000))"
                        + "::bigint as ms,"
                        + " count(*) filter (where c.was is not null and c.at >= c.since) as entered"
                        + " from (select m.*, t.*, lead(m.at, 1, t.until) over (partition by m.pool order by m.id) as next"
                        + " from mode_change m, (select ?::timestamptz as since, ?::timestamptz as until) t"
                        + " where m.at < t.until) c"
                        + " join pool p on p.id = c.pool where c.next > c.since"
                        + " group by p.id, c.mode",
                utc(from),
                utc(until)));
    }

    @Override
    public void addRefused(Map<RefusalTally.Kind, Long> counts) {
        // In one order, so that processes of a KME never wait for each other in a circle.
        List<RefusalTally.Kind> kinds = counts.keySet().stream()
                .sorted(Comparator.comparing(RefusalTally.Kind::toString))
                .toList();
        database.transact(connection -> Database.update(
                connection,
                "insert into refusal as r (month, initiator, target, reason, requests)"
                        + " select * from unnest(?::date[], ?::text[], ?::text[], ?::text[], ?::bigint[])"
                        + " on conflict (month, initiator, target, reason)"
                        + " do update set requests = r.requests + excluded.requests",
                Database.array(
                        connection,
                        "date",
                        kinds.stream()
                                .map(kind -> kind.month().atDay(1).toString())
                                .toList()),
                Database.array(
                        connection,
                        "text",
                        kinds.stream().map(kind -> kind.initiator().value()).toList()),
                Database.array(
                        connection,
                        "text",
                        kinds.stream().map(kind -> kind.target().value()).toList()),
                Database.array(
                        connection,
                        "text",
                        kinds.stream().map(kind -> kind.reason().name()).toList()),
                Database.array(
                        connection, "int8", kinds.stream().map(counts::get).toList())));
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
