package dk.kronborg.linkmonitor.publication;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/**
 * Sends what is in the outbox to the bus, in a thread of its own.
 *
 * <p>A message leaves the outbox when the bus has it, so none is lost and one may come twice: after a crash between the
 * two. While the bus or the database is away messages wait, however long; that is logged once.
 */
public final class Publisher implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Publisher.class);

    private static final int AT_ONCE = 500;
    private static final Duration END_TIME = Duration.ofSeconds(5);

    private final Outbox outbox;
    private final Supplier<Bus> connect;
    private final UnaryOperator<OutgoingMessage> sign;
    private final Duration pause;
    private final Thread thread = Thread.ofPlatform().daemon().name("publisher").unstarted(this::repeat);
    private volatile Optional<Instant> waitingSince = Optional.empty();
    private boolean heldUp;

    /**
     * A publisher that does nothing before it begins.
     *
     * @param connect throws {@link HeldUpException} if the bus is away
     * @param sign    makes of a message what goes out
     * @param pause   between looks into an empty outbox; between attempts five times that
     */
    public Publisher(Outbox outbox, Supplier<Bus> connect, UnaryOperator<OutgoingMessage> sign, Duration pause) {
        this.outbox = outbox;
        this.connect = connect;
        this.sign = sign;
        this.pause = pause;
    }

    /** Starts its thread. */
    public void begin() {
        thread.start();
    }

    /** Since when there has been something to tell that is not out; known to the process whose turn it is. */
    public Optional<Instant> waitingSince() {
        return waitingSince;
    }

    private void repeat() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    turn();
                } catch (HeldUpException e) {
                    if (!heldUp && !Thread.currentThread().isInterrupted()) {
                        LOG.warnf("Messages for others wait: %s", e.getMessage());
                    }
                    heldUp = true;
                } catch (RuntimeException e) {
                    LOG.error("Publishing failed; trying again", e);
                }
                Thread.sleep(pause.multipliedBy(5));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void turn() throws InterruptedException {
        Optional<Outbox.Turn> taken = outbox.take();
        if (taken.isEmpty()) {
            waitingSince = Optional.empty();
            return;
        }
        try (Outbox.Turn turn = taken.get()) {
            waitingSince = turn.next(1).stream().map(OutgoingMessage::since).findFirst();
            try (Bus bus = connect.get()) {
                while (!Thread.currentThread().isInterrupted()) {
                    if (!publish(turn, bus)) {
                        Thread.sleep(pause);
                    }
                }
            }
        }
    }

    /** Whether there was anything. */
    private boolean publish(Outbox.Turn turn, Bus bus) {
        List<OutgoingMessage> next = turn.next(AT_ONCE);
        waitingSince = next.stream().map(OutgoingMessage::since).findFirst();
        if (next.isEmpty()) {
            return false;
        }
        bus.deliver(next.stream().map(sign).toList());
        turn.gone(next);
        if (heldUp) {
            LOG.info("Messages for others go out again");
        }
        heldUp = false;
        return true;
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(END_TIME);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
