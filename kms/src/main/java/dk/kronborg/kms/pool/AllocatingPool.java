package dk.kronborg.kms.pool;

import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.block.StoreUnavailable;
import dk.kronborg.kms.keyid.KeyPointer;
import dk.kronborg.kms.secret.SecretBytes;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The from end of a directed key pool: hands out runs of the confirmed blocks, oldest block first.
 *
 * <p>Safe for use by several threads. Nothing it hands out is handed out again, neither after a failed commit
 * nor after a restart, provided the ledger recorded it before it left.
 */
public final class AllocatingPool {

    private final PoolId id;
    private final OpenBlocks store;
    private final int leastUnits;
    private final Map<Long, LeasedBlock> blocks = new TreeMap<>();
    private @Nullable SecretBytes mask;

    /**
     * An empty pool.
     *
     * @param leastKeyBytes a block whose rest is smaller is given up
     */
    public AllocatingPool(PoolId id, OpenBlocks store, int leastKeyBytes) {
        this.id = id;
        this.store = store;
        this.leastUnits = KeyPointer.units(leastKeyBytes);
    }

    public PoolId id() {
        return id;
    }

    /** Forgets what is in memory and takes all open blocks over from the database. */
    public synchronized void load() {
        blocks.values().forEach(LeasedBlock::close);
        blocks.clear();
        store.lease(id).forEach(this::add);
        refreshMask();
    }

    /** Adds a block that was just confirmed. */
    public synchronized void add(OpenBlock block) {
        blocks.put(block.number(), new LeasedBlock(block, store));
    }

    /** Takes the newest mask key into use. */
    public synchronized void refreshMask() {
        SecretBytes old = mask;
        mask = store.mask(id).orElse(null);
        if (old != null) {
            old.close();
        }
    }

    /** A copy of the mask key for new key IDs, to be closed; nothing before the first block is confirmed. */
    public synchronized Optional<SecretBytes> mask() {
        return Optional.ofNullable(mask).map(key -> key.slice(0, key.length()));
    }

    /** Keys of that many bytes that could be allocated now. */
    public synchronized long storedKeys(int keyBytes) {
        int units = KeyPointer.units(keyBytes);
        return blocks.values().stream().mapToLong(block -> block.free() / units).sum();
    }

    /** Blocks with something left. */
    public synchronized int openBlocks() {
        return blocks.size();
    }

    /**
     * Takes keys, all or none.
     *
     * @return nothing if the pool holds too few; then nothing was taken
     */
    public synchronized Optional<Allocation> allocate(int count, int keyBytes) {
        if (storedKeys(keyBytes) < count) {
            return Optional.empty();
        }
        int units = KeyPointer.units(keyBytes);
        Allocation allocation = new Allocation(keyBytes);
        int missing = count;
        for (Iterator<LeasedBlock> rest = blocks.values().iterator(); missing > 0; ) {
            LeasedBlock block = rest.next();
            int here = Math.min(missing, block.free() / units);
            if (here > 0) {
                allocation.take(block, here, leastUnits);
                missing -= here;
            }
            if (block.free() < leastUnits) {
                rest.remove();
            }
        }
        return Optional.of(allocation);
    }

    /**
     * After an allocation whose recording failed: goes on with the blocks as they stand on disk, or without
     * them. What was allocated stays spent. While the database is away nothing changes; the next allocation
     * is then refused, and recovers.
     */
    public void recover(Allocation allocation) {
        for (LeasedBlock leased : List.copyOf(allocation.blocks())) {
            Optional<OpenBlock> onDisk;
            try {
                onDisk = store.reread(leased.block());
            } catch (StoreUnavailable e) {
                return;
            }
            synchronized (this) {
                if (onDisk.isPresent()) {
                    leased.resumeFrom(onDisk.get().cursor());
                } else {
                    leased.close();
                    blocks.remove(leased.block().number(), leased);
                }
            }
        }
    }
}
