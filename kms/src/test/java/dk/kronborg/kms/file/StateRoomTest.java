package dk.kronborg.kms.file;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.kms.alarm.StandingAlarms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateRoomTest {

    @TempDir
    private Path state;

    private final List<String> raised = new ArrayList<>();
    private final Alarms alarms = (kind, subject, detail) -> raised.add(kind + " " + detail);

    @Test
    void hasRoomAsLongAsMoreIsLeftThanTheReserve() {
        StateRoom room = new StateRoom(state, 1, alarms);

        assertThat(room.usable()).isPositive();
        assertThat(room.getAsBoolean()).isTrue();
        assertThat(raised).isEmpty();
    }

    @Test
    void saysOnceThatItHasNone() {
        StateRoom room = new StateRoom(state, Long.MAX_VALUE, alarms);

        assertThat(room.getAsBoolean()).isFalse();
        assertThat(room.getAsBoolean()).isFalse();
        assertThat(raised)
                .hasSize(1)
                .first()
                .asString()
                .startsWith("DISK_NEARLY_FULL ")
                .contains("the reserve is " + Long.MAX_VALUE);
    }

    @Test
    void itsAlarmStandsAsLongAsThereIsNone() throws IOException {
        StandingAlarms standing = new StandingAlarms(alarms, Clock.systemUTC(), System::nanoTime, () -> {});
        Path folder = state.resolve("none");
        StateRoom room = new StateRoom(folder, 1, standing);

        assertThat(room.getAsBoolean()).isFalse();
        assertThat(standing.account().alarms()).hasSize(1);
        Files.createDirectory(folder);
        assertThat(room.getAsBoolean()).isTrue();
        assertThat(standing.account().alarms()).isEmpty();
    }

    @Test
    void aFolderThatCannotBeSeenHasNoRoom() {
        assertThat(new StateRoom(state.resolve("none"), 1, alarms).getAsBoolean())
                .isFalse();
    }
}
