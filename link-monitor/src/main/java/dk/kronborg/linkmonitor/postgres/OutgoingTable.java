package dk.kronborg.linkmonitor.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;

/** What is to go to the bus: written with what it tells of, sent later. */
final class OutgoingTable {

    private OutgoingTable() {}

    static void add(Connection connection, String topic, String key, String value, Instant at) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "insert into outgoing (topic, key, value, created_at) values (?, ?, ?, ?)")) {
            statement.setString(1, topic);
            statement.setString(2, key);
            statement.setString(3, value);
            statement.setObject(4, Rows.utc(at));
            statement.executeUpdate();
        }
    }
}
