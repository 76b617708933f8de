package dk.kronborg.linkmonitor.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a KME said of a pool that it allocates from. Amounts are bits.
 *
 * @param grade      of its keys, as the KME names it
 * @param reportedAt by the clock of the KME's database
 * @param usable     what can be allocated
 * @param stored     that, and what is in quarantine
 * @param capacity   what it holds when it is full
 * @param low        the KME's own mark of a low store
 * @param reserve    the KME's own mark of a reserve
 * @param key        size of a usual key; with less the pool is empty
 * @param oldest     age of the oldest usable block
 * @throws IllegalArgumentException if a value is impossible; the message names the member and its range
 */
public record KeyStoreReport(
        PoolName pool,
        String grade,
        Instant reportedAt,
        long usable,
        long stored,
        long capacity,
        long low,
        long reserve,
        long key,
        Optional<Duration> oldest,
        StoreTotals totals) {

    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final Pattern GRADE = Pattern.compile("[A-Z]{1,16}");
    private static final long MOST_KEY_BITS = 1 << 20;

    public KeyStoreReport {
        if (!GRADE.matcher(grade).matches()) {
            throw new IllegalArgumentException(
                    "grade is 1 to 16 capital letters, got " + grade.length() + " characters");
        }
        StoreTotals.within("capacity_bits", 1, capacity, StoreTotals.MOST_BITS);
        StoreTotals.within("key_bits", 1, key, MOST_KEY_BITS);
        StoreTotals.within("stored_bits", 0, stored, StoreTotals.MOST_BITS);
        StoreTotals.within("usable_bits", 0, usable, stored);
        StoreTotals.within("low_bits", 0, low, capacity);
        StoreTotals.within("reserve_bits", 0, reserve, capacity);
        oldest.ifPresent(age -> StoreTotals.within("oldest_s", 0, age.toSeconds(), LONGEST.toSeconds()));
    }

    /** How full the pool is, 1 for its capacity; more if blocks came in together. */
    public double share() {
        return (double) usable / capacity;
    }
}
