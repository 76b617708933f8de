package dk.kronborg.testbed.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/** Looks on in a thread of its own until it has seen everything. */
final class Watcher {

    private static final Duration LEEWAY = Duration.ofMinutes(2);

    private final FutureTask<Histogram> task;

    /** Looks until all is seen. */
    interface Look {
        Histogram untilComplete() throws Exception;
    }

    private Watcher(FutureTask<Histogram> task) {
        this.task = task;
    }

    static Watcher start(Look look) {
        FutureTask<Histogram> task = new FutureTask<>(look::untilComplete);
        Thread.ofPlatform().daemon().name("bench-watcher").start(task);
        return new Watcher(task);
    }

    /**
     * What it has seen.
     *
     * @throws IOException if something was not seen
     */
    Histogram result() throws IOException {
        try {
            return task.get(LEEWAY.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while measuring", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("not every event was seen: " + e.getMessage(), e);
        }
    }
}
