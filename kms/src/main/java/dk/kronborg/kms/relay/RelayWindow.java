package dk.kronborg.kms.relay;

import dk.kronborg.kms.housekeeping.RunningTime;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many blocks of a pool may be on their way at once: one more for each that arrives, half as many when any is held up,
 * and one alone, after a pause, when any was lost. A block that is lost has cost key on every hop that it had passed; so
 * nodes that are short of key or time are asked less until they can keep up, as the Internet's senders do (RFC 5681, RFC 6298
 * section 5, and RFC 3168 for what is held up).
 *
 * <p>For one thread but for {@link #lost} and {@link #heldUp}.
 */
final class RelayWindow {

    static final int MOST = 16;
    static final int LONGEST_PAUSE_SECONDS = 64;

    private final RunningTime time;
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicBoolean heldUp = new AtomicBoolean();
    private int expected;
    private int most = 1;
    private int lossesInARow;
    private long notBefore = Long.MIN_VALUE;

    RelayWindow(RunningTime time) {
        this.time = time;
    }

    /** A block did not arrive. */
    void lost() {
        lost.incrementAndGet();
    }

    /** A block waits on its way. */
    void heldUp() {
        heldUp.set(true);
    }

    /** A block was sent off. */
    void sent() {
        expected++;
    }

    /**
     * How many blocks may be sent off. Those that are held up leave room for others, whose paths go past where that is.
     *
     * @param underway those that are not on their way any more have arrived, but for the lost ones
     */
    int room(RelayLedger.Underway underway) {
        int losses = lost.getAndSet(0);
        boolean anyHeldUp = heldUp.getAndSet(false);
        int arrived = expected - underway.all() - losses;
        expected = underway.all();
        if (losses > 0) {
            most = 1;
            lossesInARow++;
            notBefore = time.seconds() + Math.min(1L << Math.min(lossesInARow, Integer.SIZE), LONGEST_PAUSE_SECONDS);
        } else if (arrived > 0) {
            most = Math.min(MOST, most + arrived);
            lossesInARow = 0;
        }
        if (anyHeldUp) {
            most = Math.max(1, most / 2);
        }
        if (time.seconds() < notBefore) {
            return 0;
        }
        return Math.max(0, Math.min(most - underway.moving(), MOST - underway.all()));
    }
}
