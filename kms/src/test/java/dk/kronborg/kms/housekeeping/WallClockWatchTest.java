package dk.kronborg.kms.housekeeping;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.kms.alarm.Alarms;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WallClockWatchTest {

    private final List<String> alarms = new ArrayList<>();
    private final Alarms alarm = (kind, subject, detail) -> alarms.add(kind + ": " + detail);
    private Instant wall = Instant.parse("2026-07-02T12:00:00Z");
    private Duration running = Duration.ZERO;
    private final Clock clock = wallClock();
    private final WallClockWatch watch = new WallClockWatch(clock, () -> running.toNanos(), alarm);

    private Clock wallClock() {
        InstantSource source = () -> wall;
        return source.withZone(ZoneOffset.UTC);
    }

    private void pass(Duration byWall, Duration byRunning) {
        wall = wall.plus(byWall);
        running = running.plus(byRunning);
        watch.look();
    }

    @Test
    void aClockThatGoesAlongIsNotAlarmed() {
        pass(Duration.ofHours(1), Duration.ofHours(1));
        pass(Duration.ofSeconds(7), Duration.ofSeconds(5));
        pass(Duration.ofSeconds(3), Duration.ofSeconds(5));

        assertThat(alarms).isEmpty();
    }

    @Test
    void aStepIsAlarmedOnce() {
        pass(Duration.ofDays(3650), Duration.ofSeconds(5));
        pass(Duration.ofSeconds(5), Duration.ofSeconds(5));
        pass(Duration.ofMillis(2999), Duration.ofSeconds(5));

        assertThat(alarms)
                .containsExactly(
                        "CLOCK_STEPPED: it went PT87599H59M55S ahead; no key expires by it",
                        "CLOCK_STEPPED: it went PT2.001S back; no key expires by it");
    }
}
