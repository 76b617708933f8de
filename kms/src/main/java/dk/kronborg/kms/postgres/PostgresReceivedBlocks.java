package dk.kronborg.kms.postgres;

import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.block.Provenance;
import dk.kronborg.kms.housekeeping.RunningTime;
import dk.kronborg.kms.intake.DeviceBlock;
import dk.kronborg.kms.intake.ReceivedBlocks;
import dk.kronborg.kms.postgres.BlockRows.NewBlock;
import dk.kronborg.kms.wrapping.Wrapping;
import dk.kronborg.topology.identity.KmeId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Blocks from devices, in PostgreSQL. */
final class PostgresReceivedBlocks implements ReceivedBlocks {

    private final KmeId here;
    private final Database database;
    private final PoolRows pools;
    private final BlockBytes bytes;
    private final Wrapping wrapping;
    private final RunningTime time;
    private final Clock clock;

    PostgresReceivedBlocks(
            KmeId here,
            Database database,
            PoolRows pools,
            BlockBytes bytes,
            Wrapping wrapping,
            RunningTime time,
            Clock clock) {
        this.here = here;
        this.database = database;
        this.pools = pools;
        this.bytes = bytes;
        this.wrapping = wrapping;
        this.time = time;
        this.clock = clock;
    }

    @Override
    public Receipt receive(DeviceBlock block, int capacity) {
        byte[] fingerprint = wrapping.fingerprint(context(block), block.bytes());
        BlockBytes.Parts parts = bytes.wrap(block.id(), block.bytes());
        int pool = pools.row(block.pool());
        return database.transact(connection -> store(connection, block, pool, fingerprint, parts, capacity));
    }

    private Receipt store(
            Connection connection,
            DeviceBlock block,
            int pool,
            byte[] fingerprint,
            BlockBytes.Parts parts,
            int capacity)
            throws SQLException {
        List<byte[]> before = Database.list(
                connection, row -> row.getBytes(1), "select fingerprint from block where block_id = ?", block.id());
        if (!before.isEmpty()) {
            return Arrays.equals(before.getFirst(), fingerprint) ? Receipt.STORED_BEFORE : Receipt.CONFLICT;
        }
        if (Tombstones.has(connection, other(block.pool()), block.id())) {
            return Receipt.VOID;
        }
        if (BlockRows.live(connection, pool) >= capacity) {
            return Receipt.FULL;
        }
        NewBlock added = new NewBlock(
                block.id(),
                pool,
                block.provenance(),
                block.bytes().length(),
                fingerprint,
                parts,
                time.seconds(),
                time.seconds() - ageAtArrival(block.provenance()));
        if (!BlockRows.add(connection, added)) {
            // The same id came in at the same time and was first.
            return store(connection, block, pool, fingerprint, parts, capacity);
        }
        return Receipt.STORED;
    }

    /** By the wall clock, once; from then on the block ages by the running time of the site. */
    private long ageAtArrival(Provenance.OfLink claims) {
        return Math.max(
                0, Duration.between(claims.producedAt(), clock.instant()).toSeconds());
    }

    private KmeId other(PoolId pool) {
        return pool.from().equals(here) ? pool.to() : pool.from();
    }

    private static byte[] context(DeviceBlock block) {
        return block.provenance().toString().getBytes(StandardCharsets.UTF_8);
    }
}
