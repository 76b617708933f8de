package dk.kronborg.kms.delivery;

import dk.kronborg.topology.identity.SaeId;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Bounds how many bits an initiator may take for a target: a token bucket for each ordered pair, so that one greedy
 * SAE cannot empty the stores that all share.
 *
 * <p>Safe for use by several threads.
 */
public final class PairRate {

    /**
     * The limit of every pair.
     *
     * @param bitsPerSecond in the long run
     * @param burst         how long a pair that took nothing may take at any speed what it saved
     * @throws IllegalArgumentException if less than the largest request fits into a burst
     */
    public record Limit(long bitsPerSecond, Duration burst) {

        /** A bit for every nanosecond. */
        private static final long MOST = 1_000_000_000;

        /** Bits of 1,024 keys of 4,096 bits. */
        private static final long LARGEST_REQUEST = 1024L * 4096;

        public Limit {
            if (bitsPerSecond < 1 || bitsPerSecond > MOST || burst.toSeconds() < 1 || burst.toDays() > 1) {
                throw new IllegalArgumentException("a pair takes 1 to " + MOST
                        + " bit/s with a burst of 1 s to 1 day, got " + bitsPerSecond + " bit/s for " + burst);
            }
            if (bitsPerSecond * burst.toSeconds() < LARGEST_REQUEST) {
                throw new IllegalArgumentException("a burst holds at least the " + LARGEST_REQUEST
                        + " bits of the largest request, got " + bitsPerSecond + " bit/s for " + burst);
            }
        }
    }

    private record Pair(SaeId initiator, SaeId target) {}

    private final Limit limit;
    private final TimeMeter clock;
    private final Map<Pair, Bucket> buckets = new ConcurrentHashMap<>();

    /**
     * A limit for each pair.
     *
     * @param nanoTime a clock that only goes forward, nanoseconds
     */
    public PairRate(Limit limit, LongSupplier nanoTime) {
        this.limit = limit;
        this.clock = new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return nanoTime.getAsLong();
            }

            @Override
            public boolean isWallClockBased() {
                return false;
            }
        };
    }

    /** Takes what an order needs; 0, or the seconds after which it would be granted, and then nothing is taken. */
    int take(KeyOrder order) {
        for (int i = 0; i < order.targets().size(); i++) {
            ConsumptionProbe probe = bucket(order, i).tryConsumeAndReturnRemaining(bits(order));
            if (!probe.isConsumed()) {
                for (int taken = 0; taken < i; taken++) {
                    bucket(order, taken).addTokens(bits(order));
                }
                long nanos = probe.getNanosToWaitForRefill();
                return (int) Math.max(1, Math.ceilDiv(nanos, TimeUnit.SECONDS.toNanos(1)));
            }
        }
        return 0;
    }

    /** The order was not carried out. */
    void giveBack(KeyOrder order) {
        for (int i = 0; i < order.targets().size(); i++) {
            bucket(order, i).addTokens(bits(order));
        }
    }

    private static long bits(KeyOrder order) {
        return (long) order.count() * order.keyBytes() * Byte.SIZE;
    }

    private Bucket bucket(KeyOrder order, int target) {
        return buckets.computeIfAbsent(
                new Pair(order.initiator(), order.targets().get(target)),
                pair -> Bucket.builder()
                        .addLimit(bandwidth -> bandwidth
                                .capacity(limit.bitsPerSecond() * limit.burst().toSeconds())
                                .refillGreedy(limit.bitsPerSecond(), Duration.ofSeconds(1)))
                        .withCustomTimePrecision(clock)
                        .build());
    }
}
