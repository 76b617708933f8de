package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.alarm.AlarmChange;
import dk.kronborg.linkmonitor.alarm.AlarmKey;
import dk.kronborg.linkmonitor.alarm.AlarmKind;
import dk.kronborg.linkmonitor.alarm.Condition;
import dk.kronborg.linkmonitor.alarm.Evidence;
import dk.kronborg.linkmonitor.alarm.Resource;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.intake.Judgement.Rejected;
import dk.kronborg.linkmonitor.intake.Refusal;
import dk.kronborg.topology.identity.LinkId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * An alarm for everybody whose telemetry is refused, until nothing of theirs was for some time. A record says whose it is
 * by its key; that of no link is the centre's affair.
 */
final class RefusalSourceTable {

    private static final Duration QUIET = Duration.ofMinutes(10);
    private static final Resource NOBODY = new Resource(Resource.Kind.CENTRE, "telemetry");

    private RefusalSourceTable() {}

    static void note(Connection connection, List<Rejected> refusals, Collection<LinkId> links) throws SQLException {
        Map<String, Rejected> worst = new TreeMap<>();
        var names = links.stream().map(LinkId::value).collect(Collectors.toUnmodifiableSet());
        for (Rejected rejected : refusals) {
            String key = rejected.record().keyText();
            String resource =
                    names.contains(key) ? new Resource(Resource.Kind.LINK, key).toString() : NOBODY.toString();
            worst.merge(resource, rejected, (one, other) -> severity(one).atLeast(severity(other)) ? one : other);
        }
        for (Map.Entry<String, Rejected> source : worst.entrySet()) {
            Rejected rejected = source.getValue();
            Severity severity = severity(rejected).or(known(connection, source.getKey()));
            upsert(connection, source.getKey(), severity, rejected.judgedAt());
            Refusal refusal = rejected.refusal();
            Condition condition = new Condition(
                    Resource.parse(source.getKey()),
                    AlarmKind.TELEMETRY_REFUSED,
                    "",
                    severity,
                    refusal.reason() + ": " + refusal.detail(),
                    Evidence.of(Map.of("reason", refusal.reason().name(), "detail", refusal.detail())));
            AlarmTable.apply(connection, List.of(new AlarmChange.Present(condition)), rejected.judgedAt(), false);
        }
    }

    /** What a clumsy driver does is a warning, what somebody else might do is more. */
    private static Severity severity(Rejected rejected) {
        return switch (rejected.refusal().reason()) {
            case WRONG_SIGNATURE, UNKNOWN_KEY, WRONG_DEVICE, WRONG_ROLE -> Severity.MAJOR;
            default -> Severity.WARNING;
        };
    }

    private static Severity known(Connection connection, String resource) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select severity from refusal_source where resource = ? for update")) {
            statement.setString(1, resource);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Severity.valueOf(row.getString(1)) : Severity.CLEARED;
            }
        }
    }

    private static void upsert(Connection connection, String resource, Severity severity, Instant at)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into refusal_source as source (resource, severity, last_at) values (?, ?, ?)
                on conflict (resource) do update
                   set severity = excluded.severity, last_at = greatest(source.last_at, excluded.last_at)
                """)) {
            statement.setString(1, resource);
            statement.setString(2, severity.name());
            statement.setObject(3, Rows.utc(at));
            statement.executeUpdate();
        }
    }

    /** Ends the alarms of those who have been in order for some time. */
    static void forgive(Connection connection, Instant now) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("delete from refusal_source where last_at < ? returning resource")) {
            statement.setObject(1, Rows.utc(now.minus(QUIET)));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    AlarmKey key = new AlarmKey(Resource.parse(rows.getString(1)), AlarmKind.TELEMETRY_REFUSED, "");
                    AlarmTable.apply(connection, List.of(new AlarmChange.Over(key)), now, false);
                }
            }
        }
    }
}
