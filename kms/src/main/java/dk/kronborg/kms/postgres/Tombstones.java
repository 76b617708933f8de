package dk.kronborg.kms.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Blocks that were made void before they arrived. */
final class Tombstones {

    private Tombstones() {}

    /** Notes those of the blocks that are not here. */
    static void put(Connection connection, List<UUID> blocks) throws SQLException {
        Database.update(
                connection,
                "insert into void_block (block_id, voided_s) select id, (select running_s from site)"
                        + " from unnest(?) as ids (id) where id not in (select block_id from block) on conflict do nothing",
                Database.array(connection, "uuid", blocks));
    }

    static boolean has(Connection connection, UUID block) throws SQLException {
        return Database.list(
                        connection,
                        row -> row.getBoolean(1),
                        "select exists (select from void_block where block_id = ?)",
                        block)
                .getFirst();
    }
}
