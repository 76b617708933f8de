package dk.kronborg.linkmonitor.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many records of one link are looked at: so many a second in the long run, and a burst of more. A flood under the key
 * of one link costs that link its sight, and no other one. Counted on the clock of the bus, so that what waited there is
 * no flood. May be used by several threads.
 */
public final class FloodGate {

    /** Lets everything pass. */
    public static final FloodGate OPEN = new FloodGate(Double.MAX_VALUE, Double.MAX_VALUE);

    /** What is left to one link. */
    private static final class Bucket {
        private double left;
        private Instant at;

        private Bucket(double left, Instant at) {
            this.left = left;
            this.at = at;
        }
    }

    private final double perSecond;
    private final double burst;
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

    /**
     * @param perSecond records a second and link, of both devices, above 0
     * @param burst     records at once, 1 or more
     * @throws IllegalArgumentException if a value is outside its range
     */
    public FloodGate(double perSecond, double burst) {
        if (!(perSecond > 0) || !(burst >= 1)) {
            throw new IllegalArgumentException(
                    "a link has above 0 records a second and 1 or more at once, got " + perSecond + " and " + burst);
        }
        this.perSecond = perSecond;
        this.burst = burst;
    }

    /**
     * Whether one more record is to be looked at.
     *
     * @param link that the network has; names of no link would fill the memory
     */
    boolean admits(String link, Instant arrivedAt) {
        Bucket bucket = buckets.computeIfAbsent(link, name -> new Bucket(burst, arrivedAt));
        synchronized (bucket) {
            double elapsed = Duration.between(bucket.at, arrivedAt).toMillis() / 1e3;
            if (elapsed > 0) {
                bucket.left = Math.min(burst, bucket.left + elapsed * perSecond);
                bucket.at = arrivedAt;
            }
            if (bucket.left < 1) {
                return false;
            }
            bucket.left--;
            return true;
        }
    }

    /** For people. */
    String rule() {
        return "a link has at most " + perSecond + " records a second, and " + burst + " at once";
    }
}
