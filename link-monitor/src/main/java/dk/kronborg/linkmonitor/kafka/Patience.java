package dk.kronborg.linkmonitor.kafka;

import dk.kronborg.linkmonitor.intake.TelemetryStore.StoreUnavailableException;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Pauses between attempts at something that will work again some time: 100 ms, then twice as long, up to 5 s. */
final class Patience {

    private static final Logger LOG = Logger.getLogger(Patience.class);

    /** Something that a batch wants done. */
    interface Work<T> {
        T attempt();
    }

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private int attempts;
    private Duration next = FIRST;

    /**
     * Tries until it is stored, however long that takes; the log says when it begins to wait, and when that is over.
     *
     * @param what    waits, such as {@code Telemetry}
     * @param records of the batch
     * @throws InterruptedException if the program stops before
     */
    static <T> T untilStored(String what, int records, Work<T> work) throws InterruptedException {
        Patience patience = new Patience();
        while (true) {
            try {
                T result = work.attempt();
                if (patience.attempts > 0) {
                    LOG.infof("%s: stored again, after %d failed attempts", what, patience.attempts);
                }
                return result;
            } catch (StoreUnavailableException e) {
                if (patience.attempts == 0) {
                    LOG.warnf(e, "%s: waits in the topic until it can be stored; %d records tried", what, records);
                }
                patience.pause();
            }
        }
    }

    private void pause() throws InterruptedException {
        attempts++;
        Thread.sleep(next);
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    }
}
