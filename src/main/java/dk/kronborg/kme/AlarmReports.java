package dk.kronborg.kme;

import dk.kronborg.kms.alarm.StandingAlarms;
import dk.kronborg.topology.identity.KmeId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reports to the broker which alarms stand: at once when that changes, and again and again. It begins when what stands is
 * known, since what a report does not name is over. Nothing waits for it, but for its end: what was raised last, such as
 * that the process ends, has a second to get out, and a few if the broker must be reached first.
 */
final class AlarmReports implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(AlarmReports.class);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private static final Duration FIRST_AND_LAST_WORDS = Duration.ofSeconds(5);

    private final KmeId kme;
    private final UUID process = UUID.randomUUID();
    private final StandingAlarms alarms;
    private final ReportTopic topic;
    private final Clock clock;
    private final AtomicLong changes = new AtomicLong();
    private final CountDownLatch said = new CountDownLatch(1);
    private volatile @Nullable Repeating rounds;
    /** As many changes as the broker has. */
    private volatile long told;

    private volatile boolean ending;
    private long sequence;

    /** Reports nothing yet. */
    AlarmReports(KmeId kme, StandingAlarms alarms, ReportTopic topic, Clock clock) {
        this.kme = kme;
        this.alarms = alarms;
        this.topic = topic;
        this.clock = clock;
    }

    /** What stands is known: begins to report it. */
    synchronized void begin() {
        if (rounds == null && !ending) {
            rounds = new Repeating("alarm report", PAUSE, this::report);
        }
    }

    /** Something has changed. */
    void call() {
        changes.incrementAndGet();
        Repeating begun = rounds;
        if (begun != null) {
            begun.call();
        }
    }

    private boolean report() {
        long soFar = changes.get();
        topic.publish(List.of(KmeAlarmsReport.of(kme, process, ++sequence, clock.instant(), alarms.account())));
        told = soFar;
        if (ending && told == changes.get()) {
            said.countDown();
        }
        return told < changes.get();
    }

    @Override
    public synchronized void close() {
        ending = true;
        Repeating begun = rounds;
        Duration patience = begun == null ? FIRST_AND_LAST_WORDS : LAST_WORDS;
        try {
            if (told < changes.get()) {
                if (begun == null) {
                    begun = new Repeating("alarm report", PAUSE, this::report);
                    rounds = begun;
                } else {
                    begun.call();
                }
                if (!said.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                    LOG.warn("The last alarms were not reported: the broker did not take them in time");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (begun != null) {
                begun.close();
            }
            topic.close();
        }
    }
}
