package dk.kronborg.kms.pool;

import dk.kronborg.kms.pool.OpenBlock.Holder;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * What a process knows of those that share its pool, from what they do to its blocks. It decides what is worth
 * taking, never what is safe: that is decided by the lease alone. Guarded by its pool.
 */
final class OtherProcesses {

    /** A block that moved neither cursor nor lease for so long is as good as nobody's. */
    static final Duration ABANDONED_AFTER = Duration.ofMinutes(1);

    /** Whoever took a block gets something done before it is taken back. */
    static final Duration NOT_TAKEN_BACK_FOR = Duration.ofSeconds(1);

    private record Sight(int leaseEpoch, int cursor, long since) {}

    private final LongSupplier nanoTime;
    private final Map<Long, Sight> sights = new HashMap<>();
    private final Map<Long, Long> lost = new HashMap<>();

    OtherProcesses(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Looks at all open blocks. */
    void see(List<OpenBlock> all) {
        long now = nanoTime.getAsLong();
        Set<Long> theirs = all.stream()
                .filter(block -> block.holder() == Holder.ANOTHER)
                .map(OpenBlock::row)
                .collect(Collectors.toSet());
        sights.keySet().retainAll(theirs);
        lost.keySet().retainAll(theirs);
        for (OpenBlock block : all) {
            if (block.holder() == Holder.ANOTHER) {
                Sight before = sights.get(block.row());
                if (before == null || before.leaseEpoch != block.leaseEpoch() || before.cursor != block.cursor()) {
                    sights.put(block.row(), new Sight(block.leaseEpoch(), block.cursor(), now));
                }
            }
        }
    }

    /** Another process took this block from this one. */
    void took(OpenBlock block) {
        lost.put(block.row(), nanoTime.getAsLong());
    }

    /** Whether nobody allocates from the block, as far as can be seen. */
    boolean leaves(OpenBlock block) {
        Sight sight = sights.get(block.row());
        return block.holder() == Holder.NOBODY || (sight != null && passed(sight.since(), ABANDONED_AFTER));
    }

    /** Whether the block may be taken from a process that uses it, for want of others. */
    boolean mayBeTaken(OpenBlock block) {
        Long since = lost.get(block.row());
        return block.holder() == Holder.ANOTHER && (since == null || passed(since, NOT_TAKEN_BACK_FOR));
    }

    private boolean passed(long since, Duration time) {
        return nanoTime.getAsLong() - since >= time.toNanos();
    }
}
