package dk.kronborg.testbed.simulator;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Lets something happen at most once in a time, so that a long outage does not fill the log. */
final class Throttle {

    private final long nanos;
    private final AtomicLong next = new AtomicLong(System.nanoTime());

    Throttle(Duration time) {
        this.nanos = time.toNanos();
    }

    void say(Runnable message) {
        long now = System.nanoTime();
        long due = next.get();
        if (now - due >= 0 && next.compareAndSet(due, now + nanos)) {
            message.run();
        }
    }
}
