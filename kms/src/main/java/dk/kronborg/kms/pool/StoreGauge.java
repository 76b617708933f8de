package dk.kronborg.kms.pool;

import dk.kronborg.kms.alarm.Alarms;
import java.util.function.Predicate;

/**
 * Measures a pool against its marks, with hysteresis: a store that was low is normal again only above the high
 * mark. Whoever reads it learns the present level; the first who sees it fall raises the alarm, the first who sees it
 * normal again clears it.
 *
 * <p>Safe for use by several threads.
 */
public final class StoreGauge {

    /**
     * Shares of the capacity, percent.
     *
     * @throws IllegalArgumentException unless 0 <= reserve <= low <= high <= 100
     */
    public record Marks(int reserve, int low, int high) {
        public Marks {
            if (reserve < 0 || reserve > low || low > high || high > 100) {
                throw new IllegalArgumentException("marks are percent of the capacity, 0 <= reserve <= low <= high"
                        + " <= 100, got reserve " + reserve + ", low " + low + ", high " + high);
            }
        }
    }

    private final AllocatingPool pool;
    private final int keyBytes;
    private final long mostKeys;
    private final Marks marks;
    private final Alarms alarms;
    private StoreLevel level;

    /**
     * A gauge of one pool.
     *
     * @param keyBytes size of the keys that are counted
     * @param mostKeys capacity of the pool in such keys
     */
    public StoreGauge(AllocatingPool pool, int keyBytes, long mostKeys, Marks marks, Alarms alarms) {
        this.pool = pool;
        this.keyBytes = keyBytes;
        this.mostKeys = mostKeys;
        this.marks = marks;
        this.alarms = alarms;
        this.level = next(StoreLevel.NORMAL, stored());
    }

    public AllocatingPool pool() {
        return pool;
    }

    /** Keys that could be delivered now; pushes that come in together may overshoot the capacity, this does not. */
    public long stored() {
        return Math.min(pool.storedKeys(keyBytes), mostKeys);
    }

    /** Those of these that could be delivered from blocks that fit. */
    public long stored(Predicate<OpenBlock> fits) {
        return Math.min(pool.storedKeys(keyBytes, fits), mostKeys);
    }

    public long mostKeys() {
        return mostKeys;
    }

    /** Whether there are keys up to the high mark. */
    public boolean isWell() {
        return stored() * 100 >= marks.high * mostKeys;
    }

    /** Keys at the reserve mark. */
    public long reserve() {
        return Math.ceilDiv(marks.reserve * mostKeys, 100);
    }

    /** Size of the keys that are counted. */
    public int keyBytes() {
        return keyBytes;
    }

    /**
     * What the gauge shows at one moment.
     *
     * @param stored keys that could be delivered
     * @param level  that this is
     */
    public record Reading(long stored, StoreLevel level) {}

    /** The present level. */
    public StoreLevel level() {
        return read().level();
    }

    /** How many keys there are and what level that is. */
    public synchronized Reading read() {
        long stored = stored();
        StoreLevel before = level;
        level = next(before, stored);
        if (level.compareTo(before) < 0) {
            alarms.raise(
                    Alarms.Kind.KEY_STORE_LOW,
                    pool.id().toString(),
                    "the store is " + level + ": " + stored + " of " + mostKeys + " keys");
        } else if (level == StoreLevel.NORMAL && before != StoreLevel.NORMAL) {
            alarms.clear(Alarms.Kind.KEY_STORE_LOW, pool.id().toString());
        }
        return new Reading(stored, level);
    }

    private StoreLevel next(StoreLevel before, long stored) {
        if (stored == 0) {
            return StoreLevel.EMPTY;
        }
        if (stored * 100 < marks.reserve * mostKeys) {
            return StoreLevel.RESERVE;
        }
        int normalFrom = before == StoreLevel.NORMAL ? marks.low : marks.high;
        return stored * 100 < normalFrom * mostKeys ? StoreLevel.LOW : StoreLevel.NORMAL;
    }
}
