package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.alarm.Alarm;
import dk.kronborg.linkmonitor.notification.NotificationPlan;
import dk.kronborg.linkmonitor.notification.NotificationPlan.Planned;
import dk.kronborg.linkmonitor.notification.Telling;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Where notifications begin: in the transaction in which a change of an alarm is found worth telling. */
final class NotificationTable {

    private NotificationTable() {}

    /** Plans to tell of a change that led to the alarm as it is; planning it again changes nothing. */
    static void plan(Connection connection, NotificationPlan plan, Alarm alarm, Telling what, long change, Instant at)
            throws SQLException {
        List<Planned> planned = plan.of(alarm, what, at);
        if (planned.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into notification (change_id, alarm_id, channel, what, state, due_at)
                values (?, ?, ?, ?, 'WAITING', ?)
                on conflict (change_id, channel) do nothing
                """)) {
            for (Planned each : planned) {
                statement.setLong(1, change);
                statement.setObject(2, alarm.id());
                statement.setString(3, each.channel().name());
                statement.setString(4, what.name());
                statement.setObject(5, Rows.utc(each.dueAt()));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
