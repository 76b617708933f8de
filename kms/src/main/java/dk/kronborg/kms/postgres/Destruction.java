package dk.kronborg.kms.postgres;

import dk.kronborg.topology.identity.KmeId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Destroys blocks for good: their wrapped bytes leave the database, and their state is final. */
final class Destruction {

    private Destruction() {}

    /**
     * Destroys whole blocks, headers included, and remembers to tell the peers of pools from here.
     *
     * @return how many were not destroyed before
     */
    static int destroyAndTell(Connection connection, List<Long> rows, KmeId here) throws SQLException {
        return destroy(connection, rows, here.value());
    }

    /**
     * Destroys whole blocks, headers included, of which the peer knows.
     *
     * @return how many were not destroyed before
     */
    static int destroy(Connection connection, List<Long> rows) throws SQLException {
        return destroy(connection, rows, "");
    }

    private static int destroy(Connection connection, List<Long> rows, String tellPeersOf) throws SQLException {
        Object blocks = Database.array(connection, "bigint", rows);
        // In the order of rows, as whoever spends locks them.
        Database.list(
                connection,
                row -> row.getLong(1),
                "select block from block_use where block = any (?) order by block for update",
                blocks);
        int destroyed = Database.update(
                connection,
                "update block_use set state = 'DESTROYED', untold = pool in (select id from pool where from_kme = ?), retired_s ="
                        + " (select running_s from site) where block = any (?) and state <> 'DESTROYED'",
                tellPeersOf,
                blocks);
        Database.update(
                connection,
                "update block set header = null, header_key = null, payload = null, payload_key = null,"
                        + " second = null, second_key = null where id = any (?)",
                blocks);
        return destroyed;
    }
}
