package dk.kronborg.linkmonitor.kafka;

import java.time.Duration;

/** Pauses between attempts at something that will work again some time: 100 ms, then twice as long, up to 5 s. */
final class Patience {

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private int attempts;
    private Duration next = FIRST;

    void pause() throws InterruptedException {
        attempts++;
        Thread.sleep(next);
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    }

    boolean wasNeeded() {
        return attempts > 0;
    }

    int attempts() {
        return attempts;
    }
}
