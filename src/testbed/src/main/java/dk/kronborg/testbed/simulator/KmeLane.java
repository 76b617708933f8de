package dk.kronborg.testbed.simulator;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The queue of a device's key blocks of one direction: bounded, the same block again after a failure, every block wiped
 * once it is delivered or given up.
 *
 * <p>One block is under way at a time. So the KMEs of both ends get the blocks in one order, and stores that become full
 * hold the same ones.
 */
final class KmeLane {

    /** Blocks that may wait for the KME, at most 8 KiB each. */
    static final int CAPACITY = 32;

    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(250);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(8);

    private final KmeConnection connection;
    private final Context context;

    // Guarded by this.
    private final Deque<KeyBlock> waiting = new ArrayDeque<>();
    private boolean underWay;
    private int power;
    private boolean paused;
    private boolean closed;
    private Duration backOff = FIRST_BACK_OFF;
    private long stored;
    private long refused;
    private long retried;

    KmeLane(Vertx vertx, KmeConnection connection) {
        this.connection = connection;
        this.context = vertx.getOrCreateContext();
    }

    synchronized boolean hasRoom() {
        return !closed && unsent() < CAPACITY;
    }

    private synchronized int unsent() {
        return waiting.size() + (underWay ? 1 : 0);
    }

    void deliver(KeyBlock block) {
        synchronized (this) {
            if (!hasRoom()) {
                block.wipe();
                throw new IllegalStateException(
                        "at most " + CAPACITY + " blocks of a direction wait for " + connection);
            }
            waiting.addLast(block);
        }
        pump();
    }

    synchronized void discard() {
        power++;
        waiting.forEach(KeyBlock::wipe);
        waiting.clear();
    }

    synchronized KeyOutlet.Tally tally() {
        return new KeyOutlet.Tally(stored, refused, retried, unsent());
    }

    /** Takes and sends nothing any more; the connection is left as it is. */
    synchronized void close() {
        closed = true;
        discard();
    }

    private void pump() {
        context.runOnContext(go -> sendNext());
    }

    private void sendNext() {
        KeyBlock block;
        int now;
        synchronized (this) {
            if (closed || paused || underWay || waiting.isEmpty()) {
                return;
            }
            block = waiting.removeFirst();
            underWay = true;
            now = power;
        }
        connection
                .push(block)
                .onComplete(push ->
                        settle(block, now, push.succeeded() ? push.result() : new KmeAnswer.Later(nextBackOff())));
    }

    private synchronized Duration nextBackOff() {
        Duration now = backOff;
        Duration twice = now.multipliedBy(2);
        backOff = twice.compareTo(LONGEST_BACK_OFF) < 0 ? twice : LONGEST_BACK_OFF;
        return now;
    }

    private void settle(KeyBlock block, int powerThen, KmeAnswer answer) {
        synchronized (this) {
            underWay = false;
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

    /** With one block under way there is one pause at a time. */
    private void pause(Duration pause) {
        paused = true;
        context.owner().setTimer(pause.toMillis(), timer -> {
            synchronized (this) {
                paused = false;
            }
            pump();
        });
    }
}
