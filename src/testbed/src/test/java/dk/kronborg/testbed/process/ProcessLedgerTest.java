package dk.kronborg.testbed.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessLedgerTest {

    @TempDir
    Path directory;

    @Test
    void endsExactlyTheProcessesItRecorded() throws Exception {
        Path file = directory.resolve("processes.json");
        Process left = new ProcessBuilder("sleep", "300").start();
        Process other = new ProcessBuilder("sleep", "300").start();
        try {
            ProcessLedger ledger = new ProcessLedger(file);
            ledger.record("left", left.toHandle());

            assertThat(ProcessLedger.endLeftovers(file)).containsExactly("left");

            assertThat(left.toHandle().isAlive()).isFalse();
            assertThat(other.isAlive()).isTrue();
            assertThat(file).doesNotExist();
            assertThat(ProcessLedger.endLeftovers(file)).isEmpty();
        } finally {
            left.destroyForcibly();
            other.destroyForcibly();
        }
    }

    @Test
    void sparesAProcessThatHasTheIdButStartedAtAnotherTime() throws Exception {
        Path file = directory.resolve("processes.json");
        Process innocent = new ProcessBuilder("sleep", "300").start();
        try {
            long start = innocent.toHandle().info().startInstant().orElseThrow().toEpochMilli();
            Files.writeString(
                    file,
                    "[{\"name\": \"old\", \"pid\": %d, \"startedAt\": %d}]".formatted(innocent.pid(), start - 60_000));

            assertThat(ProcessLedger.endLeftovers(file)).isEmpty();

            assertThat(innocent.isAlive()).isTrue();
        } finally {
            innocent.destroyForcibly();
        }
    }
}
