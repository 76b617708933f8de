package dk.kronborg.testbed.bench;

import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Load by clients that each begin the next operation when the last is done: finds out how much is possible, and hides how
 * long one may wait.
 */
final class ClosedLoop {

    private static final Duration LEEWAY = Duration.ofSeconds(60);

    /** Thrown by an operation that finds nothing to work on any more: all clients then stop. */
    static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1;

        Exhausted(String message) {
            super(message);
        }
    }

    /**
     * What was done.
     *
     * @param units   what the operations that were done in time count for
     * @param seconds from the first operation to the end of the time, or until there was nothing to work on
     */
    record Tally(long units, double seconds) {
        double perSecond() {
            return units / seconds;
        }
    }

    private final Supplier<Future<Integer>> operation;
    private final long start = System.nanoTime();
    private final LongAdder units = new LongAdder();
    private final CountDownLatch running;
    private final AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();
    private volatile long end;

    private ClosedLoop(int clients, Duration time, Supplier<Future<Integer>> operation) {
        this.operation = operation;
        this.running = new CountDownLatch(clients);
        this.end = start + time.toNanos();
    }

    /**
     * Runs operations for a time.
     *
     * @param operation what it completes with is what it counts for
     * @throws IOException if one fails; all clients then stop
     */
    static Tally run(int clients, Duration time, Supplier<Future<Integer>> operation) throws IOException {
        ClosedLoop loop = new ClosedLoop(clients, time, operation);
        for (int client = 0; client < clients; client++) {
            loop.next();
        }
        return loop.await(time);
    }

    private void next() {
        if (System.nanoTime() - end >= 0) {
            running.countDown();
            return;
        }
        operation.get().onComplete(done -> {
            long now = System.nanoTime();
            if (done.failed()) {
                stop(now, done.cause());
            } else if (now - end < 0) {
                units.add(done.result());
            }
            next();
        });
    }

    private synchronized void stop(long now, Throwable cause) {
        if (!(cause instanceof Exhausted)) {
            fault.compareAndSet(null, cause);
        }
        if (now - end < 0) {
            end = now;
        }
    }

    private Tally await(Duration time) throws IOException {
        try {
            if (!running.await(time.plus(LEEWAY).toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("an operation was not answered within " + LEEWAY.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while measuring", e);
        }
        Throwable failure = fault.get();
        if (failure != null) {
            throw new IOException("an operation failed: " + failure.getMessage(), failure);
        }
        return new Tally(units.sum(), (end - start) / 1e9);
    }
}
