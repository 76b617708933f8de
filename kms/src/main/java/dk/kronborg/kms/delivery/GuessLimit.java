package dk.kronborg.kms.delivery;

import dk.kronborg.topology.identity.SaeId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Bounds how many key IDs that do not exist an SAE may name in a while. It slows down and never bans: stale
 * IDs happen to honest SAEs.
 */
public final class GuessLimit {

    private final int most;
    private final long windowNanos;
    private final LongSupplier nanoTime;
    private final Map<SaeId, Window> windows = new HashMap<>();

    private static final class Window {
        private long opened;
        private int guesses;
    }

    /**
     * A limit for each SAE.
     *
     * @param most     wrong IDs in a window
     * @param window   length of a window
     * @param nanoTime a clock that only goes forward, nanoseconds
     */
    public GuessLimit(int most, Duration window, LongSupplier nanoTime) {
        this.most = most;
        this.windowNanos = window.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Seconds until the SAE may guess again; 0 if it may now. */
    synchronized int retryAfterSeconds(SaeId sae) {
        Window window = window(sae);
        long left = window.opened + windowNanos - nanoTime.getAsLong();
        return window.guesses < most ? 0 : (int) Math.max(1, Math.ceilDiv(left, 1_000_000_000L));
    }

    /** The SAE named that many IDs that do not exist. */
    synchronized void count(SaeId sae, int guesses) {
        window(sae).guesses += guesses;
    }

    private Window window(SaeId sae) {
        Window window = windows.computeIfAbsent(sae, first -> {
            Window fresh = new Window();
            fresh.opened = nanoTime.getAsLong();
            return fresh;
        });
        if (nanoTime.getAsLong() - window.opened >= windowNanos) {
            window.opened = nanoTime.getAsLong();
            window.guesses = 0;
        }
        return window;
    }
}
