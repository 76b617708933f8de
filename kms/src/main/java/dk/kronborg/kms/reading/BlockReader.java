package dk.kronborg.kms.reading;

import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.secret.SecretBytes;
import java.util.ArrayList;
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

    public BlockReader(FetchableBlocks store) {
        this.store = store;
    }

    /** The blocks of these numbers that are known; each is to be released. */
    public synchronized Map<Long, FetchableBlock> acquire(PoolId pool, Set<Long> numbers) {
        Map<Long, FetchableBlock> found = new HashMap<>();
        Set<Long> missing = new HashSet<>();
        for (Long number : numbers) {
            FetchableBlock block = blocks.get(new Place(pool, number));
            if (block == null) {
                missing.add(number);
            } else {
                found.put(number, block);
            }
        }
        if (!missing.isEmpty()) {
            for (FetchableBlock block : store.find(pool, missing)) {
                found.put(block.number(), block);
                if (!block.isHeld()) {
                    blocks.put(new Place(pool, block.number()), block);
                }
            }
        }
        found.values().forEach(FetchableBlock::acquire);
        // A release is not told to every process: what is held is read anew each time.
        found.values().stream().filter(FetchableBlock::isHeld).forEach(FetchableBlock::drop);
        for (var eldest = blocks.values().iterator(); blocks.size() > MOST_BLOCKS; ) {
            eldest.next().drop();
            eldest.remove();
        }
        return found;
    }

    /** Copies of the pool's mask keys, newest first, to be closed. */
    public synchronized List<SecretBytes> masks(PoolId pool) {
        List<SecretBytes> copies = new ArrayList<>();
        for (SecretBytes mask : masks.computeIfAbsent(pool, store::masks)) {
            copies.add(mask.slice(0, mask.length()));
        }
        return copies;
    }

    /** Nothing that is remembered of this pool holds any more. */
    public synchronized void forget(PoolId pool) {
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
        List<SecretBytes> old = masks.remove(pool);
        if (old != null) {
            old.forEach(SecretBytes::close);
        }
    }
}
