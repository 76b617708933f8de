package dk.kronborg.linkmonitor.notification;

import java.time.Duration;
import java.util.Optional;

/**
 * When a message that did not arrive is tried again: after the first pause, then after twice as long each time.
 *
 * @param longest no pause is longer
 * @param retries after so many it is given up
 */
public record Backoff(Duration first, Duration longest, int retries) {

    /** Eight times within about an hour. */
    public static final Backoff USUAL = new Backoff(Duration.ofSeconds(15), Duration.ofMinutes(30), 8);

    /** The pause after so many attempts, or nothing if that was the last. */
    public Optional<Duration> after(int attempts) {
        if (attempts > retries) {
            return Optional.empty();
        }
        Duration pause = first.multipliedBy(1L << Math.min(attempts - 1, 30));
        return Optional.of(pause.compareTo(longest) > 0 ? longest : pause);
    }
}
