package dk.kronborg.kme;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.kms.block.StoreUnavailable;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RepeatingTest {

    private static final Duration NEVER = Duration.ofDays(1);

    private final BlockingQueue<Long> rounds = new LinkedBlockingQueue<>();

    private boolean idle() {
        rounds.add(System.nanoTime());
        return false;
    }

    @Test
    void whoHasNothingToDoLooksLessAndLessOften() throws InterruptedException {
        try (Repeating _ = new Repeating("test", Duration.ofMillis(10), NEVER, this::idle)) {
            long before = rounds.take();
            for (long millis = 10; millis <= 160; millis *= 2) {
                long next = rounds.take();
                assertThat(next - before).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(millis));
                before = next;
            }
        }
    }

    @Test
    void whoIsCalledNeedNotWait() throws InterruptedException {
        try (Repeating repeating = new Repeating("test", NEVER, this::idle)) {
            rounds.take();
            repeating.call();
            rounds.take();
        }
    }

    @Test
    void roundsGoOnAtOnceWhileThereIsMore() throws InterruptedException {
        Semaphore work = new Semaphore(5);
        try (Repeating _ = new Repeating("test", NEVER, () -> {
            rounds.add(System.nanoTime());
            return work.tryAcquire();
        })) {
            for (int i = 0; i <= 5; i++) {
                rounds.take();
            }
        }
    }

    @Test
    void aFailureEndsNothing() throws InterruptedException {
        try (Repeating _ = new Repeating("test", Duration.ofMillis(1), () -> {
            rounds.add(System.nanoTime());
            throw rounds.size() % 2 == 0 ? new StoreUnavailable("away") : new IllegalStateException("a fault");
        })) {
            for (int i = 0; i < 5; i++) {
                rounds.take();
            }
        }
    }
}
