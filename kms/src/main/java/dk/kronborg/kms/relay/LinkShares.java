package dk.kronborg.kms.relay;

import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.secret.OneTimeTag;
import dk.kronborg.topology.allocation.Allocation;
import dk.kronborg.topology.allocation.Flow;
import dk.kronborg.topology.allocation.LinkBudget;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Divides the key that the link to a neighbour makes among the pools that are relayed over it. What SAEs here ask of the link
 * itself comes after what is guaranteed to pools, and before the rest, which goes to the pools in weighted max-min fair shares
 * of what they ask for, whether it is granted or not. A pool may save its share up for a minute, or for one block of the largest size if that takes longer.
 *
 * <p>Safe for use by several threads.
 */
public final class LinkShares {

    /** Of what the link makes: its store recovers by that. */
    private static final double KEPT_BACK = 0.1;
    /** Below that, the rate of a link that makes a block now and then is not known. */
    private static final Duration LEAST_MEASURED = Duration.ofSeconds(20);

    /** Sums of guarantees are rounded. */
    private static final double EXACT = 1 - 1e-9;

    private static final double LARGEST_BLOCK = padBits(Relaying.MOST_BYTES);
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    /** What the link had made at some time, bits and nanoseconds. */
    private record Sample(long at, long produced) {}

    /** What a pool has saved up. */
    private static final class Saved {
        private double bits = LARGEST_BLOCK;
        private double rate;
        private long since;

        private Saved(long now) {
            since = now;
        }

        private void grow(long now) {
            add(rate * (now - since) / NANOS);
            since = now;
        }

        private void add(double more) {
            bits = Math.min(bits + more, Math.max(LARGEST_BLOCK, rate * DemandMeter.WINDOW.toSeconds()));
        }
    }

    private final PoolId link;
    private final ToDoubleFunction<PoolId> weight;
    private final ToDoubleFunction<PoolId> guaranteed;
    private final LongSupplier nanoTime;
    private final DemandMeter demand;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private final Map<PoolId, Saved> saved = new HashMap<>();
    /** Bits a second, once it is known. */
    private Optional<Double> keyRate = Optional.empty();

    /**
     * Shares of one link, of which nobody is held to his before its rate is known.
     *
     * @param link       the pool from here that it fills
     * @param weight     of a pool's share, above 0
     * @param guaranteed to a pool, bits a second; 0 if nothing is
     * @param nanoTime   a clock that only goes forward, nanoseconds
     */
    public LinkShares(
            PoolId link, ToDoubleFunction<PoolId> weight, ToDoubleFunction<PoolId> guaranteed, LongSupplier nanoTime) {
        this.link = link;
        this.weight = weight;
        this.guaranteed = guaranteed;
        this.nanoTime = nanoTime;
        this.demand = new DemandMeter(nanoTime);
    }

    /** Bits of pads that a share of that many bytes takes, its tag included. */
    static long padBits(int bytes) {
        return (long) (bytes + OneTimeTag.KEY_LENGTH) * Byte.SIZE;
    }

    /** SAEs here ask for so many bits of the link's own pool. */
    public synchronized void askedHere(long bits) {
        demand.asked(link, bits);
    }

    /** That many bits are asked for, for a share of a block; asked for again within a minute they count once. */
    synchronized void asked(PoolId pool, UUID block, long bits) {
        demand.asked(pool, block, bits);
    }

    /** Why a pool that has not saved up so many bits is refused, if it is: while no rate is known nobody is. */
    synchronized Optional<String> over(PoolId pool, long bits) {
        Saved its = saved(pool);
        if (keyRate.isEmpty() || its.bits >= bits) {
            return Optional.empty();
        }
        return Optional.of(pool + " has used up its share of the link to " + link.to() + ": " + Math.round(its.rate)
                + " of " + Math.round(keyRate.get()) + " bit/s, and it asks for "
                + Math.round(demand.rates().getOrDefault(pool, 0.0)));
    }

    /**
     * Takes bits from what a pool has saved up.
     *
     * @param scarce whether who has not saved up enough is refused
     * @return why it is refused; then nothing was taken
     */
    synchronized Optional<String> take(PoolId pool, long bits, boolean scarce) {
        Optional<String> refused = scarce ? over(pool, bits) : Optional.empty();
        if (refused.isEmpty()) {
            Saved its = saved(pool);
            its.bits = Math.max(0, its.bits - bits);
        }
        return refused;
    }

    /** They were not used. */
    synchronized void giveBack(PoolId pool, long bits) {
        saved(pool).add((double) bits);
    }

    private Saved saved(PoolId pool) {
        long now = nanoTime.getAsLong();
        Saved its = saved.computeIfAbsent(pool, added -> new Saved(now));
        its.grow(now);
        return its;
    }

    /**
     * Divides anew; to be called every few seconds.
     *
     * @param produced bits that the link has made so far
     */
    public synchronized void divide(long produced) {
        long now = nanoTime.getAsLong();
        samples.addLast(new Sample(now, produced));
        samples.removeIf(sample -> now - sample.at > DemandMeter.WINDOW.toNanos());
        Sample first = samples.getFirst();
        if (now - first.at < LEAST_MEASURED.toNanos()) {
            return;
        }
        double rate = Math.max(0, produced - first.produced) * NANOS / (now - first.at);
        keyRate = Optional.of(rate);
        Map<PoolId, Double> asked = demand.rates();
        saved.keySet().retainAll(asked.keySet());
        LinkBudget budget = new LinkBudget(rate, 0, 0, KEPT_BACK * rate);
        saved.forEach((pool, its) -> {
            its.grow(now);
            its.rate = share(pool, asked, budget);
        });
    }

    /**
     * What a pool gets that asks for all it can get, while the others ask for what they do: so nobody is held to what he asked
     * for while he could not have more.
     */
    private double share(PoolId pool, Map<PoolId, Double> asked, LinkBudget budget) {
        Map<PoolId, Double> most = new LinkedHashMap<>(asked);
        double here = asked.getOrDefault(link, 0.0);
        most.remove(link);
        most.put(pool, Double.POSITIVE_INFINITY);
        double promised = most.entrySet().stream()
                .mapToDouble(other -> Math.min(other.getValue(), guaranteed.applyAsDouble(other.getKey())))
                .sum();
        // A link that makes less than it was planned to gives to each the same part of what is guaranteed.
        double kept = promised > 0 ? Math.min(1, budget.guaranteeable() * EXACT / promised) : 1;
        List<Flow<PoolId, PoolId>> flows = new ArrayList<>();
        most.forEach((other, bits) -> flows.add(new Flow<>(
                other,
                List.of(link),
                weight.applyAsDouble(other),
                kept * Math.min(bits, guaranteed.applyAsDouble(other)),
                bits)));
        double left = Math.max(0, budget.guaranteeable() * EXACT - kept * promised);
        flows.add(new Flow<>(link, List.of(link), weight.applyAsDouble(link), Math.min(here, left), here));
        return Objects.requireNonNull(
                Allocation.of(Map.of(link, budget), flows).rates().get(pool));
    }
}
