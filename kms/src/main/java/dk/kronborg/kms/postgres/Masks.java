package dk.kronborg.kms.postgres;

import dk.kronborg.kms.block.BlockLayout;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.reading.FetchableBlocks;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.wrapping.Wrapped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** The mask keys of pools, the newest few of each, by the number of the block that brought them. */
final class Masks {

    private final BlockBytes bytes;

    Masks(BlockBytes bytes) {
        this.bytes = bytes;
    }

    void keep(Connection connection, PoolId pool, int poolRow, long number, SecretBytes header) throws SQLException {
        try (SecretBytes mask = BlockLayout.mask(header)) {
            Wrapped wrapped = bytes.wrapMask(pool.toString(), number, mask);
            Database.update(
                    connection,
                    "insert into pool_mask (pool, number, mask_key, mask) values (?, ?, ?, ?)"
                            + " on conflict do nothing",
                    poolRow,
                    number,
                    wrapped.dataKey(),
                    wrapped.ciphertext());
        }
        Database.update(
                connection,
                "delete from pool_mask where pool = ? and number <"
                        + " (select min(number) from (select number from pool_mask where pool = ?"
                        + " order by number desc limit ?) newest)",
                poolRow,
                poolRow,
                FetchableBlocks.MASKS);
    }

    List<SecretBytes> newest(Connection connection, PoolId pool, int poolRow, int most) throws SQLException {
        return Database.list(
                connection,
                row -> bytes.mask(
                        pool.toString(),
                        row.getLong("number"),
                        new Wrapped(row.getObject("mask_key", UUID.class), row.getBytes("mask"))),
                "select number, mask_key, mask from pool_mask where pool = ? order by number desc limit ?",
                poolRow,
                most);
    }
}
