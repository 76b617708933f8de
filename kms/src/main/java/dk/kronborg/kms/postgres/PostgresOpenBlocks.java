package dk.kronborg.kms.postgres;

import dk.kronborg.kms.block.BlockLayout;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.block.SecondSecret;
import dk.kronborg.kms.pool.OpenBlock;
import dk.kronborg.kms.pool.OpenBlocks;
import dk.kronborg.kms.secret.SecretBytes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Confirmed blocks at the from end, in PostgreSQL. */
final class PostgresOpenBlocks implements OpenBlocks {

    private static final String COLUMNS = Facts.COLUMNS + ", u.cursor, u.lease_epoch, u.holder, u.made_s";

    /** Drawn at every start. */
    private final UUID process;

    private final Database database;
    private final PoolRows pools;
    private final BlockBytes bytes;
    private final Masks masks;

    PostgresOpenBlocks(UUID process, Database database, PoolRows pools, BlockBytes bytes, Masks masks) {
        this.process = process;
        this.database = database;
        this.pools = pools;
        this.bytes = bytes;
        this.masks = masks;
    }

    @Override
    public List<OpenBlock> all(PoolId pool) {
        int poolRow = pools.row(pool);
        return database.look(connection -> Database.list(
                connection,
                this::openBlock,
                "select " + COLUMNS + " from block b join block_use u on u.block = b.id"
                        + " where u.pool = ? and u.state = 'OPEN' and u.held = 0 order by b.number",
                poolRow));
    }

    @Override
    public List<OpenBlock> lease(List<OpenBlock> seen) {
        Map<Long, OpenBlock> byRow = new HashMap<>();
        seen.forEach(block -> byRow.put(block.row(), block));
        return database.transact(connection -> {
            Object rows = Database.array(
                    connection, "bigint", seen.stream().map(OpenBlock::row).toList());
            Object epochs = Database.array(
                    connection, "int", seen.stream().map(OpenBlock::leaseEpoch).toList());
            // In the order of rows, as whoever spends locks them.
            Database.list(
                    connection,
                    row -> row.getLong(1),
                    "select block from block_use where block = any (?) order by block for update",
                    rows);
            return Database.list(
                    connection,
                    row -> leased(byRow, row),
                    "update block_use u set lease_epoch = u.lease_epoch + 1, holder = ?"
                            + " from unnest(?, ?) as seen (block, lease_epoch) where u.block = seen.block"
                            + " and u.lease_epoch = seen.lease_epoch and u.state = 'OPEN' and u.held = 0"
                            + " returning u.block, u.cursor, u.lease_epoch",
                    process,
                    rows,
                    epochs);
        });
    }

    /** Nobody holds what this process held. */
    void release() {
        database.transact(connection -> Database.update(
                connection,
                "update block_use set holder = null where block in"
                        + " (select block from block_use where holder = ? order by block for update)",
                process));
    }

    private static OpenBlock leased(Map<Long, OpenBlock> seen, ResultSet row) throws SQLException {
        OpenBlock block = Objects.requireNonNull(seen.get(row.getLong(1)));
        return new OpenBlock(
                block.row(),
                block.number(),
                block.units(),
                row.getInt(2),
                row.getInt(3),
                OpenBlock.Holder.THIS,
                block.madeAt(),
                block.provenance(),
                block.hybrid());
    }

    private OpenBlock openBlock(ResultSet row) throws SQLException {
        return new OpenBlock(
                row.getLong("id"),
                row.getLong("number"),
                BlockLayout.units(row.getInt("length")),
                row.getInt("cursor"),
                row.getInt("lease_epoch"),
                holder(row.getObject("holder", UUID.class)),
                row.getLong("made_s"),
                Facts.provenance(row),
                Facts.hybrid(row));
    }

    private OpenBlock.Holder holder(@Nullable UUID holder) {
        if (holder == null) {
            return OpenBlock.Holder.NOBODY;
        }
        return holder.equals(process) ? OpenBlock.Holder.THIS : OpenBlock.Holder.ANOTHER;
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
    public SecondSecret second(long row) {
        return bytes.second(row);
    }

    @Override
    public Optional<SecretBytes> mask(PoolId pool) {
        return database.look(connection -> masks.newest(connection, pool, pools.row(pool), 1)).stream()
                .findFirst();
    }
}
