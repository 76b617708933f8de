package dk.kronborg.kms.postgres;

import dk.kronborg.kms.block.BlockLayout;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.reading.FetchableBlock;
import dk.kronborg.kms.reading.FetchableBlocks;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.wrapping.WrappingException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Blocks by their numbers, in PostgreSQL. */
final class PostgresFetchableBlocks implements FetchableBlocks {

    private final Database database;
    private final PoolRows pools;
    private final BlockBytes bytes;
    private final Masks masks;

    PostgresFetchableBlocks(Database database, PoolRows pools, BlockBytes bytes, Masks masks) {
        this.database = database;
        this.pools = pools;
        this.bytes = bytes;
        this.masks = masks;
    }

    @Override
    public List<FetchableBlock> find(PoolId pool, Collection<Long> numbers) {
        int poolRow = pools.row(pool);
        Map<Long, WrappingException> unreadable = new HashMap<>();
        List<Optional<FetchableBlock>> found = database.look(connection -> Database.list(
                connection,
                row -> readable(row, unreadable),
                "select " + Facts.COLUMNS + ", b.header_key, b.header, u.state, u.held, b.payload_key,"
                        + " b.payload, b.second_key, b.second from block b join block_use u on u.block = b.id"
                        + " where b.pool = ? and b.number = any (?) and b.header is not null",
                poolRow,
                Database.array(connection, "bigint", List.copyOf(numbers))));
        unreadable.forEach(bytes::unreadable);
        return found.stream().flatMap(Optional::stream).toList();
    }

    private Optional<FetchableBlock> readable(ResultSet row, Map<Long, WrappingException> unreadable)
            throws SQLException {
        try {
            return block(row);
        } catch (WrappingException e) {
            unreadable.put(row.getLong("id"), e);
            return Optional.empty();
        }
    }

    private Optional<FetchableBlock> block(ResultSet row) throws SQLException {
        Optional<SecretBytes> header = bytes.header(row);
        if (header.isEmpty()) {
            return Optional.empty();
        }
        boolean held = row.getInt("held") != 0;
        boolean fetchable = "OPEN".equals(row.getString("state")) && !held;
        try (SecretBytes head = header.get()) {
            return Optional.of(new FetchableBlock(
                    row.getLong("id"),
                    row.getLong("number"),
                    BlockLayout.units(row.getInt("length")),
                    Facts.provenance(row),
                    BlockLayout.tagKey(head),
                    fetchable ? bytes.payload(row) : Optional.empty(),
                    fetchable ? bytes.second(row) : Optional.empty(),
                    held));
        }
    }

    @Override
    public List<SecretBytes> masks(PoolId pool) {
        return database.transact(connection -> masks.newest(connection, pool, pools.row(pool), MASKS));
    }
}
