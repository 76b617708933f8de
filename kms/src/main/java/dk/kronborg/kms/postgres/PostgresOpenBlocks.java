package dk.kronborg.kms.postgres;

import dk.kronborg.kms.block.BlockLayout;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.pool.OpenBlock;
import dk.kronborg.kms.pool.OpenBlocks;
import dk.kronborg.kms.secret.SecretBytes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Confirmed blocks at the from end, in PostgreSQL. */
final class PostgresOpenBlocks implements OpenBlocks {

    private static final String COLUMNS = Facts.COLUMNS + ", u.cursor, u.lease_epoch, u.made_s";

    private final Database database;
    private final PoolRows pools;
    private final BlockBytes bytes;
    private final Masks masks;

    PostgresOpenBlocks(Database database, PoolRows pools, BlockBytes bytes, Masks masks) {
        this.database = database;
        this.pools = pools;
        this.bytes = bytes;
        this.masks = masks;
    }

    @Override
    public List<OpenBlock> lease(PoolId pool) {
        int poolRow = pools.row(pool);
        return database.transact(connection -> {
            Database.update(
                    connection,
                    "update block_use set lease_epoch = lease_epoch + 1 where pool = ? and state = 'OPEN' and held = 0",
                    poolRow);
            return Database.list(
                    connection,
                    PostgresOpenBlocks::openBlock,
                    "select " + COLUMNS + " from block b join block_use u on u.block = b.id"
                            + " where u.pool = ? and u.state = 'OPEN' and u.held = 0 order by b.number",
                    poolRow);
        });
    }

    private static OpenBlock openBlock(ResultSet row) throws SQLException {
        return new OpenBlock(
                row.getLong("id"),
                row.getLong("number"),
                BlockLayout.units(row.getInt("length")),
                row.getInt("cursor"),
                row.getInt("lease_epoch"),
                row.getLong("made_s"),
                Facts.provenance(row));
    }

    @Override
    public SecretBytes payload(long row) {
        return bytes.payload(row);
    }

    @Override
    public SecretBytes header(long row) {
        return bytes.header(row);
    }

    @Override
    public Optional<SecretBytes> mask(PoolId pool) {
        return database.transact(connection -> masks.newest(connection, pool, pools.row(pool), 1)).stream()
                .findFirst();
    }
}
