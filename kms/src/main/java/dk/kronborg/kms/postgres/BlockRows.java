package dk.kronborg.kms.postgres;

import dk.kronborg.kms.block.BlockLayout;
import dk.kronborg.kms.block.Provenance;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.UUID;

/** Adds the rows of blocks that were received from a device or derived from an epoch, and that no end has confirmed yet. */
final class BlockRows {

    /**
     * A block to be kept.
     *
     * @param pool        row of its pool
     * @param length      bytes, header included
     * @param fingerprint keyed digest of what was received
     * @param arrivedAt   seconds of the running time of this site
     * @param madeAt      the same
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record NewBlock(
            UUID id,
            int pool,
            Provenance provenance,
            int length,
            byte[] fingerprint,
            BlockBytes.Parts parts,
            long arrivedAt,
            long madeAt) {}

    private BlockRows() {}

    /** How many blocks of a pool hold bytes and are not all allocated. */
    static int live(Connection connection, int pool) throws SQLException {
        return Database.list(
                        connection,
                        row -> row.getInt(1),
                        "select count(*) from block_use where pool = ? and state in ('RECEIVED', 'OFFERED', 'OPEN')"
                                + " and closed_s is null",
                        pool)
                .getFirst();
    }

    /** Whether it was added; if not, there is a block of that ID. */
    static boolean add(Connection connection, NewBlock block) throws SQLException {
        OptionalLong row = insert(connection, block);
        if (row.isEmpty()) {
            return false;
        }
        Database.update(
                connection,
                "insert into block_use (block, pool, state, arrived_s, made_s, used)"
                        + " values (?, ?, 'RECEIVED', ?, ?, cast(repeat('0', ?) as varbit))",
                row.getAsLong(),
                block.pool,
                block.arrivedAt,
                block.madeAt,
                BlockLayout.units(block.length));
        return true;
    }

    private static OptionalLong insert(Connection connection, NewBlock block) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("insert into block (" + Facts.PROVENANCE
                + ", block_id, pool, length, fingerprint, header_key, header, payload_key, payload)"
                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing returning id")) {
            int next = Facts.set(statement, block.provenance);
            statement.setObject(next++, block.id);
            statement.setInt(next++, block.pool);
            statement.setInt(next++, block.length);
            statement.setBytes(next++, block.fingerprint);
            statement.setObject(next++, block.parts.header().dataKey());
            statement.setBytes(next++, block.parts.header().ciphertext());
            statement.setObject(next++, block.parts.payload().dataKey());
            statement.setBytes(next, block.parts.payload().ciphertext());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
            }
        }
    }
}
