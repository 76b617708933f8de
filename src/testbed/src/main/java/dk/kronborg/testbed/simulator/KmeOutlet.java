package dk.kronborg.testbed.simulator;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The queue of a device's key blocks for its KME: bounded, the same block again after a failure, every block wiped once
 * it is delivered or given up.
 *
 * <p>Blocks carry no order among each other: two are under way at a time.
 */
final class KmeOutlet implements KeyOutlet, AutoCloseable {

    /** Blocks that may wait for the KME, at most 8 KiB each. */
    static final int CAPACITY = 64;

    private static final System.Logger LOG = System.getLogger(KmeOutlet.class.getName());
    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(250);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(8);

    private final KmeConnection connection;
    private final Context context;
    private final Throttle complaints = new Throttle(Duration.ofMinutes(1));

    // Guarded by this.
    private final Deque<KeyBlock> waiting = new ArrayDeque<>();
    private int underWay;
    private int power;
    private boolean paused;
    private long pausedUntil;
    private boolean closed;
    private Duration backOff = FIRST_BACK_OFF;
    private long stored;
    private long refused;
    private long retried;

    KmeOutlet(Vertx vertx, KmeConnection connection) {
        this.connection = connection;
        this.context = vertx.getOrCreateContext();
    }

    @Override
    public synchronized boolean hasRoom() {
        return !closed && waiting.size() + underWay < CAPACITY;
    }

    @Override
    public void deliver(KeyBlock block) {
        synchronized (this) {
            if (!hasRoom()) {
                block.wipe();
                throw new IllegalStateException("at most " + CAPACITY + " blocks wait for " + connection);
            }
            waiting.addLast(block);
        }
        pump();
    }

    @Override
    public synchronized void discard() {
        power++;
        waiting.forEach(KeyBlock::wipe);
        waiting.clear();
    }

    @Override
    public synchronized Tally tally() {
        return new Tally(stored, refused, retried, waiting.size() + underWay);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            discard();
        }
        connection.close();
    }

    private void pump() {
        context.runOnContext(go -> {
            while (sendNext()) {}
        });
    }

    private boolean sendNext() {
        KeyBlock block;
        int now;
        synchronized (this) {
            if (closed || paused || underWay >= KmeConnection.UNDER_WAY || waiting.isEmpty()) {
                return false;
            }
            block = waiting.removeFirst();
            underWay++;
            now = power;
        }
        connection.push(block).onComplete(push -> {
            if (push.failed()) {
                complain(push.cause());
            }
            settle(block, now, push.succeeded() ? push.result() : new KmeAnswer.Later(nextBackOff()));
        });
        return true;
    }

    private synchronized Duration nextBackOff() {
        Duration now = backOff;
        Duration twice = now.multipliedBy(2);
        backOff = twice.compareTo(LONGEST_BACK_OFF) < 0 ? twice : LONGEST_BACK_OFF;
        return now;
    }

    private void settle(KeyBlock block, int powerThen, KmeAnswer answer) {
        synchronized (this) {
            underWay--;
            switch (answer) {
                case KmeAnswer.Stored() -> {
                    stored++;
                    backOff = FIRST_BACK_OFF;
                    block.wipe();
                }
                case KmeAnswer.Refused() -> {
                    refused++;
                    block.wipe();
                }
                case KmeAnswer.Later(Duration pause) -> {
                    if (closed || power != powerThen) {
                        block.wipe();
                    } else {
                        retried++;
                        waiting.addFirst(block);
                        pause(pause);
                    }
                }
            }
        }
        pump();
    }

    /** Nothing is sent until the longest of the pauses asked for is over. */
    private void pause(Duration pause) {
        long until = System.nanoTime() + pause.toNanos();
        if (paused && until - pausedUntil <= 0) {
            return;
        }
        paused = true;
        pausedUntil = until;
        context.owner().setTimer(pause.toMillis(), timer -> {
            synchronized (this) {
                if (pausedUntil != until) {
                    return;
                }
                paused = false;
            }
            pump();
        });
    }

    private void complain(Throwable cause) {
        if (!closed()) {
            complaints.say(() ->
                    LOG.log(System.Logger.Level.WARNING, "{0} cannot be reached: {1}", connection, cause.getMessage()));
        }
    }

    private synchronized boolean closed() {
        return closed;
    }
}
