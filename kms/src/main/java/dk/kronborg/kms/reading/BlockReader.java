package dk.kronborg.kms.reading;

import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.secret.SecretBytes;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps the blocks that are being fetched from open in memory, the least recently used one dropped first. What
 * it holds may be behind the database: only the ledger decides whether a key may leave.
 */
public final class BlockReader {

    private static final int MOST_BLOCKS = 256;

    private record Place(PoolId pool, long number) {}

    private final FetchableBlocks store;
    private final Map<Place, FetchableBlock> blocks = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<PoolId, List<SecretBytes>> masks = new HashMap<>();
    private long forgotten;
    private long forgottenMasks;

    public BlockReader(FetchableBlocks store) {
        this.store = store;
    }

    /** The blocks of these numbers that are known; each is to be released. */
    public Map<Long, FetchableBlock> acquire(PoolId pool, Set<Long> numbers) {
        Map<Long, FetchableBlock> found = new HashMap<>();
        Set<Long> missing = new HashSet<>(numbers);
        long forgottenBefore;
        synchronized (this) {
            forgottenBefore = forgotten;
            for (Long number : numbers) {
                FetchableBlock block = blocks.get(new Place(pool, number));
                if (block != null) {
                    block.acquire();
                    found.put(number, block);
                    missing.remove(number);
                }
            }
        }
        if (!missing.isEmpty()) {
            List<FetchableBlock> read = find(pool, missing, found.values());
            synchronized (this) {
                read.forEach(block -> found.put(block.number(), keep(pool, block, forgotten == forgottenBefore)));
            }
        }
        return found;
    }

    /** Reads blocks while others go on; two that miss the same block both read it, and one copy is kept. */
    private List<FetchableBlock> find(PoolId pool, Set<Long> missing, Collection<FetchableBlock> acquired) {
        boolean read = false;
        try {
            List<FetchableBlock> blocks = store.find(pool, missing);
            read = true;
            return blocks;
        } finally {
            if (!read) {
                acquired.forEach(FetchableBlock::release);
            }
        }
    }

    /**
     * Acquires what was read, or what is kept already. A release is not told to every process: what is held is read anew
     * each time, as is what was read before everything was forgotten.
     */
    private FetchableBlock keep(PoolId pool, FetchableBlock read, boolean isNew) {
        read.acquire();
        if (read.isHeld() || !isNew) {
            read.drop();
            return read;
        }
        Place place = new Place(pool, read.number());
        FetchableBlock kept = blocks.get(place);
        if (kept != null) {
            kept.acquire();
            read.drop();
            read.release();
            return kept;
        }
        blocks.put(place, read);
        for (var eldest = blocks.values().iterator(); blocks.size() > MOST_BLOCKS; ) {
            eldest.next().drop();
            eldest.remove();
        }
        return read;
    }

    /** Copies of the pool's mask keys, newest first, to be closed. */
    public List<SecretBytes> masks(PoolId pool) {
        long forgottenBefore;
        synchronized (this) {
            List<SecretBytes> known = masks.get(pool);
            if (known != null) {
                return copies(known);
            }
            forgottenBefore = forgottenMasks;
        }
        List<SecretBytes> read = store.masks(pool);
        synchronized (this) {
            if (forgottenMasks == forgottenBefore && masks.putIfAbsent(pool, read) == null) {
                return copies(read);
            }
        }
        return read;
    }

    private static List<SecretBytes> copies(List<SecretBytes> masks) {
        return masks.stream().map(mask -> mask.slice(0, mask.length())).toList();
    }

    /** Nothing that is remembered of this pool holds any more. */
    public synchronized void forget(PoolId pool) {
        forgotten++;
        forgetMasks(pool);
        blocks.entrySet().removeIf(entry -> {
            boolean gone = entry.getKey().pool().equals(pool);
            if (gone) {
                entry.getValue().drop();
            }
            return gone;
        });
    }

    /** The mask keys of this pool have changed. */
    public synchronized void forgetMasks(PoolId pool) {
        forgottenMasks++;
        List<SecretBytes> old = masks.remove(pool);
        if (old != null) {
            old.forEach(SecretBytes::close);
        }
    }
}
