package dk.kronborg.linkmonitor.postgres;

import dk.kronborg.linkmonitor.notification.Channel;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What processes of the centre take turns at, by PostgreSQL's advisory locks. Each has a key of its own, and no other
 * class takes such a lock, so that nobody waits for those who do something else. A key stays what it is: processes of
 * two versions may share a database.
 */
enum AdvisoryLock {
    HISTORY_PARTITIONS(0x4b52_0001L),
    PUBLICATION(0x4b52_0002L),
    ROLL_UPS(0x4b52_0003L),
    ALARM_HERALD(0x6b726f6e_616c726dL);

    /** The first half of the keys of channels; pairs are apart from the keys above. */
    private static final int CHANNELS = 0x4b53;

    private final long key;

    AdvisoryLock(long key) {
        this.key = key;
    }

    /** Takes it until it is given back or the connection ends, unless somebody else has it; whether it was taken. */
    boolean tryTake(Connection connection) throws SQLException {
        return ask(connection, "select pg_try_advisory_lock(?)");
    }

    /** Gives back what {@link #tryTake} took; whether this connection had it. */
    boolean giveBack(Connection connection) throws SQLException {
        return ask(connection, "select pg_advisory_unlock(?)");
    }

    /** Takes it until the transaction ends, unless somebody else has it; whether it was taken. */
    boolean tryTakeForTransaction(Connection connection) throws SQLException {
        return ask(connection, "select pg_try_advisory_xact_lock(?)");
    }

    /** Waits until nobody else has it, and takes it until the transaction ends. */
    void takeForTransaction(Connection connection) throws SQLException {
        try (PreparedStatement turn = connection.prepareStatement("select pg_advisory_xact_lock(?)")) {
            turn.setLong(1, key);
            turn.execute();
        }
    }

    /** Waits until nobody else has that channel's lock, and takes it until the transaction ends. */
    static void takeForTransaction(Connection connection, Channel channel) throws SQLException {
        try (PreparedStatement turn = connection.prepareStatement("select pg_advisory_xact_lock(?, hashtext(?))")) {
            turn.setInt(1, CHANNELS);
            turn.setString(2, channel.name());
            turn.execute();
        }
    }

    private boolean ask(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, key);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }
}
