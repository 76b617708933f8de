package dk.kronborg.kms.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.kms.housekeeping.RunningTime;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RelayWindowTest {

    private final AtomicLong clock = new AtomicLong();
    private final RelayWindow window = new RelayWindow(new RunningTime(1000, clock::get));

    private void later(long seconds) {
        clock.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    /** Sends off as many as may be, of which so many are on their way then. */
    private int fill(int underway) {
        int now = underway;
        for (int room = window.room(new RelayLedger.Underway(underway, 0)); room > 0; room--) {
            window.sent();
            now++;
        }
        return now;
    }

    @Test
    void oneMoreMayBeOnItsWayForEachThatArrives() {
        assertThat(fill(0)).isEqualTo(1);
        assertThat(fill(1)).isEqualTo(1);
        assertThat(fill(0)).isEqualTo(2);
        assertThat(fill(1)).isEqualTo(3);
        assertThat(fill(0)).isEqualTo(6);
        assertThat(fill(0)).isEqualTo(12);
        assertThat(fill(0)).isEqualTo(RelayWindow.MOST);
        assertThat(fill(0)).isEqualTo(RelayWindow.MOST);
    }

    @Test
    void afterALossOneAloneIsTriedAfterAPause() {
        fill(0);
        fill(0);
        fill(0);
        window.lost();

        assertThat(fill(2)).isEqualTo(2);
        later(60);
        assertThat(fill(2)).isEqualTo(2);
        assertThat(fill(1)).isEqualTo(2);
    }

    @Test
    void halfAsManyAreOnTheirWayWhileAnyIsHeldUp() {
        fill(0);
        fill(0);
        fill(0);
        assertThat(fill(2)).isEqualTo(6);
        window.heldUp();
        window.heldUp();
        assertThat(fill(6)).isEqualTo(6);
        assertThat(fill(3)).isEqualTo(6);
        window.heldUp();
        window.heldUp();
        assertThat(fill(6)).isEqualTo(6);
        assertThat(fill(6)).isEqualTo(6);
        for (int i = 0; i < 10; i++) {
            window.heldUp();
            window.room(new RelayLedger.Underway(6, 0));
        }
        assertThat(fill(0)).as("never none").isEqualTo(7);
    }

    @Test
    void thoseThatAreHeldUpLeaveRoomForOthers() {
        fill(0);
        assertThat(window.room(new RelayLedger.Underway(1, 0))).isZero();
        assertThat(window.room(new RelayLedger.Underway(1, 1))).isOne();
        assertThat(window.room(new RelayLedger.Underway(RelayWindow.MOST - 1, RelayWindow.MOST - 1)))
                .isOne();
        assertThat(window.room(new RelayLedger.Underway(RelayWindow.MOST, RelayWindow.MOST)))
                .isZero();
    }

    @Test
    void pausesAreTwiceAsLongEachTimeUntilOneArrives() {
        for (int pause = 2; pause <= 2 * RelayWindow.LONGEST_PAUSE_SECONDS; pause *= 2) {
            assertThat(fill(0)).isEqualTo(1);
            window.lost();
            assertThat(fill(0)).isZero();
            later(Math.min(pause, RelayWindow.LONGEST_PAUSE_SECONDS) - 1);
            assertThat(fill(0)).isZero();
            later(1);
        }
        assertThat(fill(0)).isEqualTo(1);
        assertThat(fill(0)).isEqualTo(2);
        window.lost();
        window.lost();
        later(2);
        assertThat(fill(0)).isZero();
        later(2);
        assertThat(fill(0)).isEqualTo(1);
    }

    @Test
    void blocksThatWereUnderwayBeforeItBeganAreNoLoss() {
        assertThat(fill(3)).isEqualTo(3);
        assertThat(fill(0)).isEqualTo(4);
    }
}
