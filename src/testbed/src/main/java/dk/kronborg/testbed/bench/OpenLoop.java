package dk.kronborg.testbed.bench;

import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Load that comes at a fixed rate, whether or not earlier operations are done. A latency is counted from the moment at
 * which its operation was due, so that a stall shows in all the operations that it held up.
 */
final class OpenLoop {

    private static final long LONGEST = TimeUnit.MINUTES.toNanos(2);
    private static final Duration LEEWAY = Duration.ofSeconds(60);

    private OpenLoop() {}

    /**
     * Runs operations at a rate.
     *
     * @return latencies, nanoseconds
     * @throws IOException if an operation fails
     */
    static Histogram run(double perSecond, Duration time, Supplier<Future<Integer>> operation) throws IOException {
        Histogram latencies = new ConcurrentHistogram(LONGEST, 3);
        AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();
        Phaser underWay = new Phaser(1);
        long operations = Math.max(1, (long) (perSecond * time.toNanos() / 1e9));
        long start = System.nanoTime();
        for (long number = 0; number < operations && fault.get() == null; number++) {
            long due = start + (long) (number * 1e9 / perSecond);
            waitUntil(due);
            underWay.register();
            operation.get().onComplete(done -> {
                latencies.recordValue(Math.clamp(System.nanoTime() - due, 1, LONGEST));
                if (done.failed()) {
                    fault.compareAndSet(null, done.cause());
                }
                underWay.arriveAndDeregister();
            });
        }
        try {
            underWay.awaitAdvanceInterruptibly(underWay.arrive(), LEEWAY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while measuring", e);
        } catch (TimeoutException e) {
            throw new IOException("an operation was not answered within " + LEEWAY.toSeconds() + " s", e);
        }
        Throwable failure = fault.get();
        if (failure != null) {
            throw new IOException("an operation failed: " + failure.getMessage(), failure);
        }
        return latencies;
    }

    static void waitUntil(long due) {
        long left = due - System.nanoTime();
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = due - System.nanoTime();
        }
    }
}
