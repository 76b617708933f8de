package dk.kronborg.kms.relay;

import dk.kronborg.kms.block.PoolId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * How much key is asked for by which pool, granted or not, as a mean over the last minute. For use by one thread at a time.
 */
final class DemandMeter {

    static final Duration WINDOW = Duration.ofMinutes(1);
    private static final Duration SLOT = Duration.ofSeconds(5);
    private static final long SLOTS = WINDOW.dividedBy(SLOT);

    /** What was asked for within 5 s. */
    private record Slot(long number, Map<PoolId, Long> bits, Set<UUID> blocks) {}

    private final LongSupplier nanoTime;
    private final Deque<Slot> slots = new ArrayDeque<>();

    DemandMeter(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void asked(PoolId pool, long bits) {
        current().bits.merge(pool, bits, Long::sum);
    }

    /** For a block; asked for again within the minute it counts once. */
    void asked(PoolId pool, UUID block, long bits) {
        Slot now = current();
        if (slots.stream().noneMatch(slot -> slot.blocks.contains(block))) {
            now.blocks.add(block);
            asked(pool, bits);
        }
    }

    /** Bits a second of each pool that asked for any. */
    Map<PoolId, Double> rates() {
        current();
        long covered = WINDOW.minus(SLOT).toNanos() + Math.floorMod(nanoTime.getAsLong(), SLOT.toNanos());
        double seconds = (double) covered / Duration.ofSeconds(1).toNanos();
        Map<PoolId, Double> rates = new HashMap<>();
        slots.forEach(slot -> slot.bits.forEach((pool, bits) -> rates.merge(pool, bits / seconds, Double::sum)));
        return rates;
    }

    private Slot current() {
        long number = Math.floorDiv(nanoTime.getAsLong(), SLOT.toNanos());
        slots.removeIf(slot -> slot.number <= number - SLOTS);
        if (slots.isEmpty() || slots.getLast().number != number) {
            slots.addLast(new Slot(number, new HashMap<>(), new HashSet<>()));
        }
        return slots.getLast();
    }
}
