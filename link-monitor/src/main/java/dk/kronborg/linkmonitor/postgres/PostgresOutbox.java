package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.publication.HeldUpException;
import dk.kronborg.linkmonitor.publication.Outbox;
import dk.kronborg.linkmonitor.publication.OutgoingMessage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The table {@code outgoing}. The turn is an advisory lock of a connection that is kept for as long as the turn. */
public final class PostgresOutbox implements Outbox {

    private final DataSource dataSource;

    public PostgresOutbox(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public Optional<Turn> take() {
        try {
            Connection connection = dataSource.getConnection();
            boolean taken = false;
            try {
                taken = AdvisoryLock.PUBLICATION.tryTake(connection);
            } finally {
                if (!taken) {
                    connection.close();
                }
            }
            return taken ? Optional.of(new Held(connection)) : Optional.empty();
        } catch (SQLException e) {
            throw heldUp(e);
        }
    }

    private static HeldUpException heldUp(SQLException e) {
        return new HeldUpException("the database does not answer: " + e.getMessage(), e);
    }

    private record Held(Connection connection) implements Turn {

        @Override
        public List<OutgoingMessage> next(int most) {
            try (PreparedStatement statement = connection.prepareStatement(
                    "select id, topic, key, value, created_at from outgoing order by id limit ?")) {
                statement.setInt(1, most);
                List<OutgoingMessage> messages = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        messages.add(new OutgoingMessage(
                                rows.getLong("id"),
                                rows.getString("topic"),
                                rows.getString("key"),
                                rows.getString("value"),
                                rows.getObject("created_at", OffsetDateTime.class)
                                        .toInstant()));
                    }
                }
                return messages;
            } catch (SQLException e) {
                throw heldUp(e);
            }
        }

        @Override
        public void gone(List<OutgoingMessage> messages) {
            try (PreparedStatement statement = connection.prepareStatement("delete from outgoing where id = any(?)")) {
                statement.setArray(
                        1,
                        connection.createArrayOf(
                                "bigint",
                                messages.stream().map(OutgoingMessage::id).toArray()));
                statement.executeUpdate();
            } catch (SQLException e) {
                throw heldUp(e);
            }
        }

        /** A connection that may still have the turn does not go back to where others would be given it. */
        @Override
        public void close() {
            try (connection) {
                try {
                    AdvisoryLock.PUBLICATION.giveBack(connection);
                } catch (SQLException e) {
                    connection.abort(Runnable::run);
                }
            } catch (SQLException e) {
                throw heldUp(e);
            }
        }
    }
}
