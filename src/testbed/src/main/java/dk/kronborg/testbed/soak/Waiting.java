package dk.kronborg.testbed.soak;

import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what must come. */
final class Waiting {

    private static final int POLL_MILLIS = 50;

    private Waiting() {}

    /**
     * Waits until that is so.
     *
     * @param missing what is said if it is not so in time
     * @throws IOException if it is not so in time
     */
    static void until(Duration limit, BooleanSupplier condition, Supplier<String> missing)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new IOException("after " + limit.toSeconds() + " s " + missing.get());
            }
            Thread.sleep(POLL_MILLIS);
        }
    }
}
