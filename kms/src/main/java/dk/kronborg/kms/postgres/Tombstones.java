package dk.kronborg.kms.postgres;

import dk.kronborg.topology.identity.KmeId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Blocks that are not taken from a device: void before they arrived, or done with long ago. */
final class Tombstones {

    /** Most blocks that one peer may make void before they arrive. */
    private static final int MOST = 100_000;

    private Tombstones() {}

    /** Notes what a peer made void, as far as it is not here. */
    static void put(Connection connection, KmeId peer, List<UUID> blocks) throws SQLException {
        Database.update(
                connection,
                "insert into void_block (block_id, peer, voided_s) select id, ?, (select running_s from site)"
                        + " from unnest(?) as ids (id) where id not in (select block_id from block)"
                        + " and (select count(*) from void_block where peer = ?) < ? on conflict do nothing",
                peer.value(),
                Database.array(connection, "uuid", blocks),
                peer.value(),
                MOST);
    }

    /** Whether a block that is shared with this peer is not to be taken. */
    static boolean has(Connection connection, KmeId peer, UUID block) throws SQLException {
        return Database.list(
                        connection,
                        row -> row.getBoolean(1),
                        "select exists (select from void_block where block_id = ? and peer = ?)"
                                + " or exists (select from former_block where block_id = ?)",
                        block,
                        peer.value(),
                        block)
                .getFirst();
    }

    /** Remembers blocks whose rows are about to be removed, unless they are of an epoch: no device can bring those again. */
    static void remember(Connection connection, Object rows) throws SQLException {
        Database.update(
                connection,
                "insert into former_block select block_id from block where id = any (?) and epoch is null"
                        + " on conflict do nothing",
                rows);
    }
}
