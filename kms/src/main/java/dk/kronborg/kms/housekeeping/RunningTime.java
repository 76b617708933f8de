package dk.kronborg.kms.housekeeping;

import java.util.function.LongSupplier;

/**
 * How long this site has been running, over all starts: ages are differences of it, so that a step of the
 * wall clock expires nothing and revives nothing.
 */
public final class RunningTime {

    private final long secondsBefore;
    private final long startNanos;
    private final LongSupplier nanoTime;

    /**
     * Goes on from where the last start ended.
     *
     * @param secondsBefore running time on disk
     * @param nanoTime      a clock that only goes forward, nanoseconds
     */
    public RunningTime(long secondsBefore, LongSupplier nanoTime) {
        this.secondsBefore = secondsBefore;
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
    }

    public long seconds() {
        return secondsBefore + (nanoTime.getAsLong() - startNanos) / 1_000_000_000L;
    }
}
