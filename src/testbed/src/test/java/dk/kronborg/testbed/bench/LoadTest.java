package dk.kronborg.testbed.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LoadTest {

    private static Future<Integer> after(long milliseconds) {
        Promise<Integer> promise = Promise.promise();
        CompletableFuture.delayedExecutor(milliseconds, TimeUnit.MILLISECONDS).execute(() -> promise.complete(1));
        return promise.future();
    }

    /** A server that stands still for 300 ms at first is seen by all that came meanwhile, not by the first alone. */
    @Test
    void aStallShowsInAllOperationsThatItHeldUp() throws IOException {
        AtomicLong stalledUntil = new AtomicLong();

        Histogram latencies = OpenLoop.run(200, Duration.ofSeconds(1), () -> {
            stalledUntil.compareAndSet(0, System.nanoTime() + 300_000_000);
            return after(Math.max(0, (stalledUntil.get() - System.nanoTime()) / 1_000_000));
        });

        assertThat(latencies.getTotalCount()).isEqualTo(200);
        assertThat(latencies.getCountBetweenValues(100_000_000, latencies.getMaxValue()))
                .isGreaterThanOrEqualTo(35);
    }

    @Test
    void aClosedLoopStopsWhenNothingIsLeft() throws IOException {
        AtomicInteger left = new AtomicInteger(10);

        ClosedLoop.Tally tally = ClosedLoop.run(
                3,
                Duration.ofMinutes(5),
                () -> left.getAndDecrement() > 0
                        ? after(1)
                        : Future.failedFuture(new ClosedLoop.Exhausted("nothing is left")));

        assertThat(tally.units()).isLessThanOrEqualTo(10).isGreaterThanOrEqualTo(8);
        assertThat(tally.seconds()).isLessThan(60);
    }

    @Test
    void aFaultEndsAMeasurementWithItsReason() {
        assertThatThrownBy(() -> ClosedLoop.run(
                        2, Duration.ofMinutes(5), () -> Future.failedFuture(new IllegalStateException("no answer"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no answer");
        assertThatThrownBy(() -> OpenLoop.run(
                        10, Duration.ofMillis(200), () -> Future.failedFuture(new IllegalStateException("no answer"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no answer");
    }

    @Test
    void findsKeyIdsInTheOrderOfAnAnswer() {
        String one = "0d9c1b7e-3a64-4f0c-8a55-6b2f9e1d7c03";
        String two = "3f1d6a52-7c0e-4a58-9b1f-2e6d4c8a9b10";

        assertThat(KeyExchange.ids("{\"keys\":[{\"key_ID\":\"" + two + "\",\"key\":\"AA==\"},{\"key_ID\":\"" + one
                        + "\",\"key\":\"AQ==\"}]}"))
                .isEqualTo(List.of(two, one));
    }

    @Test
    void measuresForcedWrites(@org.junit.jupiter.api.io.TempDir java.nio.file.Path directory) throws IOException {
        assertThat(ForcedWrites.medianMillis(directory, Duration.ofMillis(200))).isPositive();
        assertThat(directory).isEmptyDirectory();
    }
}
