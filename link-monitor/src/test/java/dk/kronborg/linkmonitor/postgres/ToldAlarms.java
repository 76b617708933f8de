package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.alarm.Alarm;
import dk.kronborg.linkmonitor.alarm.AlarmChange;
import dk.kronborg.linkmonitor.alarm.AlarmKey;
import dk.kronborg.linkmonitor.alarm.AlarmKind;
import dk.kronborg.linkmonitor.alarm.Condition;
import dk.kronborg.linkmonitor.alarm.Evidence;
import dk.kronborg.linkmonitor.alarm.Resource;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.notification.NotificationPlan;
import dk.kronborg.linkmonitor.notification.Telling;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Raises and clears alarms in a real database, and plans who is told of them, in one transaction. */
final class ToldAlarms {

    private record Change(long id, UUID alarm, String what) {}

    private final CentreDatabase database;
    private final NotificationPlan plan;

    ToldAlarms(CentreDatabase database, NotificationPlan plan) {
        this.database = database;
        this.plan = plan;
    }

    static AlarmKey key(AlarmKind kind, String link) {
        return new AlarmKey(new Resource(Resource.Kind.LINK, link), kind, "");
    }

    void raise(AlarmKind kind, String link, Severity severity, Instant at, boolean planned) throws SQLException {
        AlarmKey key = key(kind, link);
        note(
                new AlarmChange.Present(new Condition(
                        key.resource(), kind, "", severity, "measured on " + link, Evidence.of(Map.of("rule", "1")))),
                at,
                planned);
    }

    void raise(String link, Severity severity, Instant at) throws SQLException {
        raise(AlarmKind.FIBRE_CUT, link, severity, at, false);
    }

    void clear(String link, Instant at) throws SQLException {
        note(new AlarmChange.Over(key(AlarmKind.FIBRE_CUT, link)), at, false);
    }

    private void note(AlarmChange change, Instant at, boolean planned) throws SQLException {
        Transactions.commit(database.dataSource(), connection -> {
            AlarmTable.apply(connection, List.of(change), at, planned);
            for (Change each : untold(connection)) {
                Alarm alarm = AlarmTable.all(connection, List.of(each.alarm())).getFirst();
                NotificationTable.plan(connection, plan, alarm, telling(each.what()), each.id(), at);
            }
            try (PreparedStatement told = connection.prepareStatement("update alarm_change set told = true")) {
                return told.executeUpdate();
            }
        });
    }

    private static Telling telling(String what) {
        return switch (what) {
            case "RAISED" -> Telling.RAISED;
            case "CHANGED" -> Telling.WORSE;
            case "CLEARED" -> Telling.CLEARED;
            default -> throw new IllegalStateException(what);
        };
    }

    private static List<Change> untold(Connection connection) throws SQLException {
        List<Change> changes = new ArrayList<>();
        try (PreparedStatement statement =
                        connection.prepareStatement("select id, alarm_id, what from alarm_change where not told");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                changes.add(
                        new Change(rows.getLong("id"), rows.getObject("alarm_id", UUID.class), rows.getString("what")));
            }
        }
        return changes;
    }
}
