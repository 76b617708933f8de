package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.notification.Message;
import dk.kronborg.linkmonitor.notification.Notification;
import dk.kronborg.linkmonitor.notification.Telling;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A notification that something is to be done about.
 *
 * @param inDoubt it may have arrived, or somebody wants it to go out again
 * @param alarms  that its message tells of
 * @param message as it went out last, if it ever did
 */
record DueNotification(
        long id,
        UUID key,
        long change,
        Instant changedAt,
        UUID alarm,
        Telling what,
        Notification.State state,
        int attempts,
        boolean inDoubt,
        int alarms,
        Optional<Message> message) {

    /** Whether it goes out as it is, whatever has become of its alarm. */
    boolean goesAgain() {
        return message.isPresent() && (inDoubt || alarms > 1 || state == Notification.State.SENDING);
    }

    /** The first of every alarm that are due on a channel, locked; what follows them waits until they are settled. */
    static List<DueNotification> lock(Connection connection, String channel, Instant now, int most)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                select due.id, due.key, due.change_id, change.at, due.alarm_id, due.what, due.state, due.attempts,
                       due.in_doubt, due.alarms, due.subject, due.body
                  from notification as due
                  join alarm_change as change on change.id = due.change_id
                 where due.channel = ? and due.state in ('WAITING', 'SENDING') and due.due_at <= ?
                   and not exists (
                       select from notification as earlier
                        where earlier.alarm_id = due.alarm_id and earlier.channel = due.channel
                          and earlier.id < due.id and earlier.state in ('WAITING', 'SENDING'))
                 order by due.id
                 limit ?
                   for update of due
                """)) {
            statement.setString(1, channel);
            statement.setObject(2, Rows.utc(now));
            statement.setInt(3, most);
            List<DueNotification> due = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    due.add(of(rows));
                }
            }
            return due;
        }
    }

    private static DueNotification of(ResultSet row) throws SQLException {
        String subject = row.getString("subject");
        String body = row.getString("body");
        return new DueNotification(
                row.getLong("id"),
                row.getObject("key", UUID.class),
                row.getLong("change_id"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getObject("alarm_id", UUID.class),
                Telling.valueOf(row.getString("what")),
                Notification.State.valueOf(row.getString("state")),
                row.getInt("attempts"),
                row.getBoolean("in_doubt"),
                row.getInt("alarms"),
                subject == null || body == null ? Optional.empty() : Optional.of(new Message(subject, body)));
    }
}
