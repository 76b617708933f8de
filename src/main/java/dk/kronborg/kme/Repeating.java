package dk.kronborg.kme;

import dk.kronborg.kms.block.StoreUnavailable;
import dk.kronborg.kms.confirmation.PeerUnreachable;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** Repeats rounds of work on a virtual thread: at once while there is more, else when called or after a while. */
final class Repeating implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Repeating.class);

    private final String name;
    private final BooleanSupplier round;
    private final Duration pause;
    private final Semaphore calls = new Semaphore(0);
    private final Thread thread;
    private boolean failing;

    /**
     * Starts repeating.
     *
     * @param round whether another round is worth while at once
     * @param pause longest wait between rounds
     */
    Repeating(String name, Duration pause, BooleanSupplier round) {
        this.name = name;
        this.pause = pause;
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
            while (!Thread.currentThread().isInterrupted()) {
                if (!oneRound()) {
                    boolean called = calls.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
                    LOG.tracef("%s goes on, called: %s", name, called);
                }
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
        TimeUnit.MILLISECONDS.sleep(pause.toMillis());
        return false;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
