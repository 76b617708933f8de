package dk.kronborg.testbed.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardedProcessTest {

    @TempDir
    Path directory;

    GuardedProcess shell(String script, String signal, int graceSeconds) throws Exception {
        return GuardedProcess.start(new GuardedProcess.Start(
                "shell",
                List.of("/bin/sh", "-c", script),
                directory,
                directory.resolve("log"),
                signal,
                Duration.ofSeconds(graceSeconds)));
    }

    void awaitLog(String text) {
        await().until(() -> Files.readString(directory.resolve("log")).contains(text));
    }

    @Test
    void asksAProcessToEndAndKeepsItsOutput() throws Exception {
        GuardedProcess process =
                shell("trap 'echo bye; exit 3' TERM; echo hello >&2; while :; do sleep 0.05; done", "TERM", 10);
        awaitLog("hello");

        process.close();

        assertThat(process.exitStatus()).hasValue(3);
        assertThat(process.handle().isAlive()).isFalse();
        assertThat(process.lastLines(1)).containsExactly("bye");
    }

    @Test
    void killsAProcessThatDoesNotListen() throws Exception {
        GuardedProcess process = shell("trap '' TERM; echo deaf; while :; do sleep 0.05; done", "TERM", 1);
        awaitLog("deaf");

        process.close();

        assertThat(process.handle().isAlive()).isFalse();
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void tellsTheExitStatusOfAProcessThatEndsByItself() throws Exception {
        GuardedProcess process = shell("echo alas; exit 7", "TERM", 1);

        await().until(() -> !process.isAlive());

        assertThat(process.exitStatus()).hasValue(7);
        assertThat(process.lastLines(5)).containsExactly("alas");
        process.close();
    }

    /** The owner is a Java machine of its own here, killed without a chance to tidy up. */
    @Test
    void doesNotOutliveAnOwnerThatIsKilled() throws Exception {
        Process owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        long pid;
        try (var out = owner.inputReader()) {
            pid = Long.parseLong(out.readLine());
            ProcessHandle child = ProcessHandle.of(pid).orElseThrow();
            owner.destroyForcibly();

            await().until(() -> !child.isAlive());
        }
    }

    /** Starts a process that would run for long, tells its id, and waits. */
    static final class Owner {

        private Owner() {}

        public static void main(String[] arguments) throws Exception {
            Path directory = Path.of(arguments[0]);
            GuardedProcess process = GuardedProcess.start(new GuardedProcess.Start(
                    "sleep",
                    List.of("sleep", "300"),
                    directory,
                    directory.resolve("sleep.log"),
                    "TERM",
                    Duration.ofSeconds(5)));
            System.out.println(process.handle().pid());
            process.handle().onExit().join();
        }
    }
}
