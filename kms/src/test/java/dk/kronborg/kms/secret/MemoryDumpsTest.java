package dk.kronborg.kms.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryDumpsTest {

    private static final HotSpotDiagnosticMXBean MACHINE =
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);

    @TempDir
    private Path folder;

    @Test
    void acceptsAMachineThatWritesNone() {
        MemoryDumps.refuseHeapDumps();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HeapDumpOnOutOfMemoryError", "HeapDumpBeforeFullGC", "HeapDumpAfterFullGC"})
    void refusesAMachineThatWritesTheHeap(String flag) {
        MACHINE.setVMOption(flag, "true");
        try {
            assertThatThrownBy(MemoryDumps::refuseHeapDumps)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("-XX:+" + flag)
                    .hasMessageContaining("start without it");
        } finally {
            MACHINE.setVMOption(flag, "false");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void readsTheLimitThatTheKernelSets() throws IOException, InterruptedException {
        Path none = limits("ulimit -S -c 0");
        assertThat(MemoryDumps.coreFileRemedy(none)).isEmpty();

        Path changed = folder.resolve("changed");
        Files.writeString(changed, Files.readString(none).replaceFirst("(Max core file size +)0  ", "$1unlimited  "));
        assertThat(MemoryDumps.coreFileRemedy(changed))
                .hasValueSatisfying(
                        remedy -> assertThat(remedy).contains("limit unlimited").contains("ulimit -c 0"));
        assertThat(MemoryDumps.coreFileRemedy(folder.resolve("none"))).isEmpty();
    }

    /** The limits of a process that began with that command. */
    private Path limits(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", command + "; cat /proc/self/limits").start();
        Path file = folder.resolve("limits");
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            Files.write(file, lines.lines().toList());
        }
        assertThat(process.waitFor()).isZero();
        return file;
    }
}
