package dk.kronborg.kme;

import dk.kronborg.kms.block.StoreUnavailable;
import dk.kronborg.kms.confirmation.PeerUnreachable;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Repeats rounds of work on a virtual thread: at once while there is more, else when called or after a pause, which gets
 * longer while there is nothing to do: a KME has hundreds of such threads, which share a database.
 */
final class Repeating implements AutoCloseable {

    /** Longest wait of those who look after a pool where nothing happens. */
    static final Duration IDLE = Duration.ofSeconds(4);

    private static final Logger LOG = Logger.getLogger(Repeating.class);

    private final String name;
    private final BooleanSupplier round;
    private final Duration shortest;
    private final Duration longest;
    private final Semaphore calls = new Semaphore(0);
    private final Thread thread;
    private boolean failing;

    /**
     * Starts repeating, after equal pauses.
     *
     * @param round whether another round is worth while at once
     * @param pause longest wait between rounds
     */
    Repeating(String name, Duration pause, BooleanSupplier round) {
        this(name, pause, pause, round);
    }

    /**
     * Starts repeating.
     *
     * @param shortest longest wait after a call or a round that found something to do; each round that found nothing,
     *     or failed, doubles it
     * @param longest  longest wait between rounds
     * @param round    whether another round is worth while at once
     */
    Repeating(String name, Duration shortest, Duration longest, BooleanSupplier round) {
        this.name = name;
        this.shortest = shortest;
        this.longest = longest;
        this.round = round;
        this.thread = Thread.ofVirtual().name(name).start(this::repeat);
    }

    /** There is something to do. */
    void call() {
        if (calls.availablePermits() == 0) {
            calls.release();
        }
    }

    private void repeat() {
        try {
            long pause = shortest.toMillis();
            while (!Thread.currentThread().isInterrupted()) {
                boolean busy = oneRound() || calls.tryAcquire(pause, TimeUnit.MILLISECONDS);
                pause = busy ? shortest.toMillis() : Math.min(2 * pause, longest.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean oneRound() throws InterruptedException {
        try {
            boolean more = round.getAsBoolean();
            if (failing) {
                LOG.infof("%s works again", name);
                failing = false;
            }
            return more;
        } catch (PeerUnreachable | StoreUnavailable | BrokerUnavailable e) {
            if (!failing) {
                LOG.warnf("%s: %s; trying again", name, e.getMessage());
                failing = true;
            }
        } catch (RuntimeException e) {
            LOG.errorf(e, "%s failed; trying again", name);
        }
        TimeUnit.MILLISECONDS.sleep(shortest.toMillis());
        return false;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
