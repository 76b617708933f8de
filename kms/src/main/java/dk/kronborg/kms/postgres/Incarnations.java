package dk.kronborg.kms.postgres;

import dk.kronborg.topology.identity.KmeId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Holds both ends' incarnations for the rest of a transaction. */
final class Incarnations {

    private Incarnations() {}

    /**
     * Whether both ends are still these incarnations; then neither changes before the transaction ends. Blocks are
     * touched after it, never before.
     */
    static boolean hold(Connection connection, UUID own, KmeId peer, UUID ofPeer) throws SQLException {
        // A key share lets the counts in the site's row go on, and only keeps everything from being voided.
        List<Boolean> site = Database.list(
                connection,
                row -> row.getBoolean(1),
                "select coalesce(incarnation = ?, false) from site for key share",
                own);
        return site.equals(List.of(true)) && isPresent(connection, peer, ofPeer);
    }

    /** Whether the peer is still this incarnation; then it does not change before the transaction ends. */
    static boolean isPresent(Connection connection, KmeId peer, UUID incarnation) throws SQLException {
        return Database.list(
                        connection,
                        row -> row.getBoolean(1),
                        "select incarnation = ? from peer where kme = ? for share",
                        incarnation,
                        peer.value())
                .equals(List.of(true));
    }
}
