package dk.kronborg.kms.pool;

import dk.kronborg.kms.block.BlockLayout;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.block.StoreUnavailable;
import dk.kronborg.kms.keyid.KeyPointer;
import dk.kronborg.kms.pool.OpenBlock.Holder;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.spending.CursorMove;
import dk.kronborg.kms.spending.Spending;
import dk.kronborg.kms.spending.SpendingLedger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The from end of a directed key pool: hands out runs of the confirmed blocks, oldest block first.
 *
 * <p>Safe for use by several threads, and by several processes of a KME that share its blocks: each leases a few at a
 * time, more the faster it hands them out. Nothing that left is handed out again: the ledger recorded it under this
 * process's lease before it left, and whoever takes the lease over begins behind what is recorded. After anything
 * that leaves memory and disk in doubt, the pool leases its blocks anew before it goes on.
 */
public final class AllocatingPool {

    /** Rests of blocks, too small for some requests, that are kept for others. */
    private static final int MOST_RESTS = 16;
    /** Blocks leased ahead, however little is taken. */
    private static final int LEAST_BLOCKS = 2;
    /** Leased ahead: what was taken since the pool last looked, so many times. */
    private static final int TIMES_AHEAD = 4;

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /** What a request wants. */
    private record Need(int count, int units, Predicate<OpenBlock> fits) {

        long keysIn(OpenBlock block) {
            return fits.test(block) ? block.free() / units : 0;
        }
    }

    private static final Need NOTHING = new Need(0, 1, any -> true);

    private final PoolId id;
    private final OpenBlocks store;
    private final int leastUnits;
    private final LongSupplier nanoTime;

    /** Held while the store is asked; the pool itself never waits for the store. */
    private final ReentrantLock looking = new ReentrantLock();

    private final AtomicLong looks = new AtomicLong();
    private final AtomicLong failedLooks = new AtomicLong();
    private final OtherProcesses others;

    private final Map<Long, LeasedBlock> blocks = new TreeMap<>();
    /** Blocks of which all is handed out and that are not closed on disk yet, by row. */
    private final Map<Long, LeasedBlock> spent = new HashMap<>();

    /** Rows of blocks that a request left in doubt. */
    private final Set<Long> inDoubt = new HashSet<>();

    private List<OpenBlock> elsewhere = List.of();
    /** Keys in {@link #elsewhere} by their units, counted when first asked for: it changes only when the pool looks. */
    private final Map<Integer, Long> keysElsewhere = new HashMap<>();

    private @Nullable SecretBytes mask;
    private long takenUnits;
    private long lastLook;
    private long doubts = 1;
    private long settledDoubts;

    /**
     * A pool that looks for its blocks when it is first used.
     *
     * @param leastKeyBytes a block whose rest is smaller is given up
     * @param nanoTime      a clock that only goes forward, nanoseconds
     */
    public AllocatingPool(PoolId id, OpenBlocks store, int leastKeyBytes, LongSupplier nanoTime) {
        this.id = id;
        this.store = store;
        this.leastUnits = KeyPointer.units(leastKeyBytes);
        this.nanoTime = nanoTime;
        this.others = new OtherProcesses(nanoTime);
    }

    public PoolId id() {
        return id;
    }

    /** Memory may differ from what is on disk: everything is leased anew before the next allocation. */
    public synchronized void doubt() {
        doubts++;
    }

    /** Whether this was recorded is not known, or it was refused: its blocks are leased anew before they are used. */
    public synchronized void doubt(Allocation allocation) {
        allocation.leasedBlocks().forEach(this::doubt);
    }

    private void doubt(LeasedBlock block) {
        spent.remove(block.block().row(), block);
        inDoubt.add(block.block().row());
        if (blocks.remove(block.block().number(), block)) {
            block.close();
        }
    }

    /** Leases blocks anew if there is doubt, and further ones if few are left; from time to time looks at the others. */
    public void refresh() {
        boolean due;
        synchronized (this) {
            due = isStale() || freeUnits() < target() / 2 || isOld();
        }
        if (due) {
            look(NOTHING);
        }
    }

    /**
     * Looks at the blocks on disk unless that was done within the last second.
     *
     * @return whether it was not
     */
    public boolean refreshIfOld() {
        boolean old;
        synchronized (this) {
            old = isStale() || isOld();
        }
        if (old) {
            look(NOTHING);
        }
        return old;
    }

    private synchronized boolean isOld() {
        return nanoTime.getAsLong() - lastLook >= LOOK_AGAIN.toNanos();
    }

    /** Blocks were confirmed, or a mask key. */
    public void grew() {
        look(NOTHING);
    }

    /** A copy of the mask key for new key IDs, to be closed; nothing before the first block is confirmed. */
    public Optional<SecretBytes> mask() {
        boolean known;
        synchronized (this) {
            known = mask != null && !isStale();
        }
        if (!known) {
            refresh();
        }
        synchronized (this) {
            return Optional.ofNullable(mask).map(key -> key.slice(0, key.length()));
        }
    }

    /** Keys of that many bytes that this KME could allocate now, as far as this process has seen in the last second. */
    public synchronized long storedKeys(int keyBytes) {
        Need any = new Need(0, KeyPointer.units(keyBytes), block -> true);
        return leasedKeys(any) + keysElsewhere.computeIfAbsent(any.units, units -> keysElsewhere(any));
    }

    /** Those of these that could be allocated from blocks that fit. */
    public long storedKeys(int keyBytes, Predicate<OpenBlock> fits) {
        return storedKeys(new Need(0, KeyPointer.units(keyBytes), fits));
    }

    private synchronized long storedKeys(Need need) {
        return leasedKeys(need) + keysElsewhere(need);
    }

    private synchronized long keysElsewhere(Need need) {
        return elsewhere.stream().mapToLong(need::keysIn).sum();
    }

    private synchronized long leasedKeys(Need need) {
        return blocks.values().stream()
                .filter(block -> need.fits.test(block.block()))
                .mapToLong(block -> block.free() / need.units)
                .sum();
    }

    /**
     * Takes keys, all or none.
     *
     * @param fits says from which blocks
     * @return nothing if the KME holds too few; then nothing was taken
     */
    public Optional<Allocation> allocate(int count, int keyBytes, Predicate<OpenBlock> fits) {
        Need need = new Need(count, KeyPointer.units(keyBytes), fits);
        Optional<Allocation> allocation = take(need, keyBytes);
        // Whoever needs the same blocks may be quicker once or twice.
        for (int looks = 0; allocation.isEmpty() && looks < 3; looks++) {
            if (!look(need)) {
                return Optional.empty();
            }
            allocation = take(need, keyBytes);
        }
        return allocation;
    }

    private synchronized Optional<Allocation> take(Need need, int keyBytes) {
        int units = need.units;
        if (isStale() || leasedKeys(need) < need.count) {
            blocks.values().forEach(block -> block.isRest(units));
            return Optional.empty();
        }
        Allocation allocation = new Allocation(keyBytes);
        int missing = need.count;
        for (Iterator<LeasedBlock> rest = blocks.values().iterator(); missing > 0; ) {
            LeasedBlock block = rest.next();
            if (!need.fits.test(block.block())) {
                continue;
            }
            int here = Math.min(missing, block.free() / units);
            if (here > 0 && allocation.take(block, here, leastUnits)) {
                rest.remove();
                spent.put(block.block().row(), block);
                block.close();
            } else {
                block.isRest(units);
            }
            missing -= here;
        }
        takenUnits += (long) need.count * units;
        return Optional.of(allocation);
    }

    /**
     * Takes back what was allocated and never went to the ledger. Runs from behind which others have taken since
     * stay spent.
     */
    public synchronized void giveBack(Allocation unused) {
        unused.giveBack((block, firstOffset, after) -> {
            OpenBlock leased = block.block();
            if (blocks.get(leased.number()) == block) {
                block.giveBack(firstOffset, after);
            } else if (block.endsAt(after) && spent.remove(leased.row(), block)) {
                // This run was the block's last.
                blocks.put(leased.number(), new LeasedBlock(leased.at(firstOffset), store));
            } else {
                // Handed out further, or lost meanwhile: only the disk knows how far.
                doubt(block);
            }
        });
    }

    private synchronized boolean isStale() {
        return settledDoubts != doubts;
    }

    private synchronized long freeUnits() {
        return blocks.values().stream().mapToLong(LeasedBlock::free).sum();
    }

    private synchronized long target() {
        return Math.max(LEAST_BLOCKS * (long) BlockLayout.MAX_UNITS, TIMES_AHEAD * takenUnits);
    }

    /**
     * Looks at the blocks on disk and leases what is missing.
     *
     * @return whether there may be enough now
     */
    private boolean look(Need need) {
        long failuresBefore = failedLooks.get();
        long looksBefore = looks.get();
        looking.lock();
        try {
            if (failedLooks.get() != failuresBefore) {
                throw new StoreUnavailable("the database did not answer a moment ago");
            }
            // Whoever looked meanwhile may have brought enough for this request, too, or seen that there is too little.
            if (looks.get() != looksBefore
                    && !isStale()
                    && (leasedKeys(need) >= need.count || storedKeys(need) < need.count)) {
                return leasedKeys(need) >= need.count;
            }
            looks.incrementAndGet();
            return lookAlone(need);
        } catch (StoreUnavailable e) {
            failedLooks.incrementAndGet();
            throw e;
        } finally {
            looking.unlock();
        }
    }

    private boolean lookAlone(Need need) {
        List<OpenBlock> all = store.all(id);
        List<OpenBlock> wanted;
        long doubtsBefore;
        synchronized (this) {
            doubtsBefore = doubts;
            others.see(all);
            dropWhatIsNotHeld(all);
            wanted = wanted(all, need);
        }
        List<OpenBlock> leased = wanted.isEmpty() ? List.of() : store.lease(wanted);
        Optional<SecretBytes> newest = store.mask(id);
        synchronized (this) {
            for (OpenBlock block : leased) {
                LeasedBlock before = blocks.put(block.number(), new LeasedBlock(block, store));
                if (before != null) {
                    before.close();
                }
            }
            elsewhere = all.stream()
                    .filter(block -> !blocks.containsKey(block.number()) && !spent.containsKey(block.row()))
                    .toList();
            keysElsewhere.clear();
            use(newest.orElse(null));
            settledDoubts = doubtsBefore;
            takenUnits = 0;
            lastLook = nanoTime.getAsLong();
            return isStale() || leasedKeys(need) >= need.count || leased.size() < wanted.size();
        }
    }

    private void use(@Nullable SecretBytes newest) {
        SecretBytes old = mask;
        mask = newest;
        if (old != null) {
            old.close();
        }
    }

    /** What another process took, or what was destroyed, and all if there is doubt. */
    private void dropWhatIsNotHeld(List<OpenBlock> all) {
        Map<Long, OpenBlock> onDisk = new HashMap<>();
        all.forEach(block -> onDisk.put(block.row(), block));
        spent.keySet().retainAll(onDisk.keySet());
        if (isStale()) {
            spent.clear();
        }
        inDoubt.stream()
                .flatMap(row -> Stream.ofNullable(onDisk.get(row)))
                .filter(block -> block.holder() == Holder.ANOTHER)
                .forEach(others::took);
        inDoubt.clear();
        blocks.values().removeIf(held -> {
            OpenBlock now = onDisk.get(held.block().row());
            boolean lost = now == null || now.leaseEpoch() != held.block().leaseEpoch();
            if (lost && now != null && now.holder() == Holder.ANOTHER) {
                others.took(now);
            }
            if (lost || isStale()) {
                held.close();
                return true;
            }
            return false;
        });
    }

    /** What this process holds on disk and not in memory, further blocks ahead, and others' if there is no other way. */
    private List<OpenBlock> wanted(List<OpenBlock> all, Need need) {
        List<OpenBlock> wanted = new ArrayList<>();
        long keys = leasedKeys(need);
        long free = freeUnits();
        for (OpenBlock block : all) {
            boolean own = block.holder() == Holder.THIS
                    && !blocks.containsKey(block.number())
                    && !spent.containsKey(block.row());
            if (own || (others.leaves(block) && (free < target() || (keys < need.count && need.fits.test(block))))) {
                wanted.add(block);
                keys += need.keysIn(block);
                free += block.free();
            }
        }
        List<OpenBlock> taken = new ArrayList<>();
        for (OpenBlock block : leastMissed(all)) {
            if (keys < need.count && need.keysIn(block) > 0 && !wanted.contains(block)) {
                taken.add(block);
                keys += need.keysIn(block);
            }
        }
        if (keys >= need.count) {
            wanted.addAll(taken);
        }
        return wanted;
    }

    /** Others' blocks, those first of which they will begin to allocate last. */
    private List<OpenBlock> leastMissed(List<OpenBlock> all) {
        return all.stream()
                .filter(others::mayBeTaken)
                .sorted(Comparator.comparingLong(OpenBlock::number).reversed())
                .toList();
    }

    /**
     * Gives up rests that requests keep passing over: a store full of them would take no new block.
     *
     * @return whether there were any
     */
    public boolean giveUpRests(SpendingLedger ledger) {
        List<LeasedBlock> rests = takeRests();
        if (rests.isEmpty()) {
            return false;
        }
        List<CursorMove> moves = rests.stream().map(LeasedBlock::giveUp).toList();
        if (ledger.record(Spending.ofGivenUp(moves)) != SpendingLedger.Outcome.RECORDED) {
            synchronized (this) {
                rests.forEach(this::doubt);
            }
        }
        return true;
    }

    private synchronized List<LeasedBlock> takeRests() {
        List<LeasedBlock> rests =
                blocks.values().stream().filter(LeasedBlock::wasPassedOver).toList();
        List<LeasedBlock> oldest = rests.subList(0, Math.max(0, rests.size() - MOST_RESTS));
        for (LeasedBlock rest : oldest) {
            blocks.remove(rest.block().number());
            spent.put(rest.block().row(), rest);
            rest.close();
        }
        return oldest;
    }
}
