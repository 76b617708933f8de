package dk.kronborg.linkmonitor.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/** What is known of the stores. Every method throws HistoryUnavailableException if it cannot be read now. */
public interface StoreHistory {

    /** How long the minutes are kept. */
    Duration KEPT = Duration.ofHours(24);

    /** The newest forecast of every pool that ever was reported. */
    List<StoreForecast> newest();

    /** What a pool held at the end of each minute since then, oldest first; minutes without a report are left out. */
    List<Minute> minutes(PoolName pool, Instant since);

    /**
     * The last report of a minute.
     *
     * @param start           of the minute
     * @param usable          bits
     * @param capacity        bits
     * @param supplyBps       bit/s
     * @param consumptionBps  bit/s
     */
    record Minute(Instant start, long usable, long capacity, OptionalDouble supplyBps, OptionalDouble consumptionBps) {}
}
