package dk.kronborg.kms.pool;

import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.keyid.KeyPointer;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.spending.CursorMove;
import dk.kronborg.kms.spending.Spending;
import dk.kronborg.kms.spending.SpendingLedger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The from end of a directed key pool: hands out runs of the confirmed blocks, oldest block first.
 *
 * <p>Safe for use by several threads. Nothing that left is handed out again: the ledger recorded it under this
 * process's lease before it left, and whoever takes the lease over begins behind what is recorded. After anything
 * that leaves memory and disk in doubt, the pool takes a new lease before it goes on.
 */
public final class AllocatingPool {

    /** Rests of blocks, too small for some requests, that are kept for others. */
    private static final int MOST_RESTS = 16;

    private final PoolId id;
    private final OpenBlocks store;
    private final int leastUnits;
    private final Map<Long, LeasedBlock> blocks = new TreeMap<>();
    private @Nullable SecretBytes mask;
    private boolean stale = true;

    /**
     * A pool that looks for its blocks when it is first used.
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

    /** Memory may differ from what is on disk: a new lease is taken before the next allocation. */
    public synchronized void doubt() {
        stale = true;
    }

    /** Takes a new lease on all open blocks if there is doubt, or at the first call. */
    public synchronized void refresh() {
        if (stale) {
            blocks.values().forEach(LeasedBlock::close);
            blocks.clear();
            for (OpenBlock block : store.lease(id)) {
                blocks.put(block.number(), new LeasedBlock(block, store));
            }
            refreshMask();
            stale = false;
        }
    }

    /** Adds a block that was just confirmed, unless a newer lease on it is held already. */
    public synchronized void add(OpenBlock block) {
        LeasedBlock held = blocks.get(block.number());
        if (held == null || held.block().leaseEpoch() < block.leaseEpoch()) {
            blocks.put(block.number(), new LeasedBlock(block, store));
        }
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
        refresh();
        return Optional.ofNullable(mask).map(key -> key.slice(0, key.length()));
    }

    /** Keys of that many bytes that could be allocated now. */
    public synchronized long storedKeys(int keyBytes) {
        return storedKeys(keyBytes, any -> true);
    }

    private long storedKeys(int keyBytes, Predicate<OpenBlock> fits) {
        int units = KeyPointer.units(keyBytes);
        return blocks.values().stream()
                .filter(block -> fits.test(block.block()))
                .mapToLong(block -> block.free() / units)
                .sum();
    }

    /**
     * Takes keys, all or none.
     *
     * @param fits says from which blocks
     * @return nothing if the pool holds too few; then nothing was taken
     */
    public synchronized Optional<Allocation> allocate(int count, int keyBytes, Predicate<OpenBlock> fits) {
        refresh();
        int units = KeyPointer.units(keyBytes);
        if (storedKeys(keyBytes, fits) < count) {
            blocks.values().forEach(block -> block.isRest(units));
            return Optional.empty();
        }
        Allocation allocation = new Allocation(keyBytes);
        int missing = count;
        for (Iterator<LeasedBlock> rest = blocks.values().iterator(); missing > 0; ) {
            LeasedBlock block = rest.next();
            if (!fits.test(block.block())) {
                continue;
            }
            int here = Math.min(missing, block.free() / units);
            if (here > 0 && allocation.take(block, here, leastUnits)) {
                rest.remove();
                block.close();
            } else {
                block.isRest(units);
            }
            missing -= here;
        }
        return Optional.of(allocation);
    }

    /**
     * Takes back what was allocated and never went to the ledger. Runs from behind which others have taken since
     * stay spent.
     */
    public synchronized void giveBack(Allocation unused) {
        unused.giveBack((block, firstOffset, after) -> {
            long number = block.block().number();
            LeasedBlock held = blocks.get(number);
            if (held == block) {
                block.giveBack(firstOffset, after);
            } else if (held == null) {
                // The run was the block's last, so nothing was taken behind it.
                blocks.put(number, new LeasedBlock(block.block().at(firstOffset), store));
            }
        });
    }

    /**
     * Gives up rests that requests keep passing over: a store full of them would take no new block.
     *
     * @return whether there were any
     */
    public boolean giveUpRests(SpendingLedger ledger) {
        List<CursorMove> moves = takeRests();
        if (moves.isEmpty()) {
            return false;
        }
        if (ledger.record(Spending.ofGivenUp(moves)) != SpendingLedger.Outcome.RECORDED) {
            doubt();
        }
        return true;
    }

    private synchronized List<CursorMove> takeRests() {
        List<LeasedBlock> rests = new ArrayList<>(
                blocks.values().stream().filter(LeasedBlock::wasPassedOver).toList());
        List<CursorMove> moves = new ArrayList<>();
        while (rests.size() > MOST_RESTS) {
            LeasedBlock oldest = rests.removeFirst();
            moves.add(oldest.giveUp());
            oldest.close();
            blocks.remove(oldest.block().number());
        }
        return moves;
    }
}
