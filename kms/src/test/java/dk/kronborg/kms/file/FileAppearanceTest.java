package dk.kronborg.kms.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileAppearanceTest {

    private static final Duration PAUSE = Duration.ofMillis(20);

    @TempDir
    private Path folder;

    private final BlockingQueue<String> appeared = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> sight = new LinkedBlockingQueue<>();

    private FileAppearance watch(Path file) {
        return FileAppearance.watch(
                "tamper input", file, PAUSE, appeared::add, fault -> sight.add(fault.orElse("sees")));
    }

    @Test
    void tellsOnceThatTheFileAppeared() throws IOException, InterruptedException {
        Path file = folder.resolve("tamper");
        try (FileAppearance input = watch(file)) {
            assertThat(appeared.poll(100, TimeUnit.MILLISECONDS)).isNull();
            Files.createFile(file);
            assertThat(appeared.poll(10, TimeUnit.SECONDS)).isEqualTo("tamper input " + file);
            assertThat(appeared.poll(100, TimeUnit.MILLISECONDS)).isNull();
            assertThat(input).isNotNull();
        }
        assertThat(sight).isEmpty();
    }

    /** It looks several times in a row whether the file is there, and the file comes between. */
    @Test
    void isNotBlindWhileTheFileAppears() throws IOException, InterruptedException {
        for (int round = 0; round < 300; round++) {
            Path file = folder.resolve("tamper-" + round);
            try (FileAppearance input = FileAppearance.watch(
                    "tamper input", file, Duration.ZERO, appeared::add, fault -> sight.add(fault.orElse("sees")))) {
                Files.createFile(file);
                assertThat(appeared.poll(60, TimeUnit.SECONDS)).contains(file.toString());
                assertThat(input).isNotNull();
            }
        }
        assertThat(sight).isEmpty();
    }

    @Test
    void tellsOfAFileThatIsThereFromTheBeginning() throws IOException, InterruptedException {
        Path file = Files.createFile(folder.resolve("tamper"));
        try (FileAppearance input = watch(file)) {
            assertThat(appeared.poll(10, TimeUnit.SECONDS)).contains("tamper");
            assertThat(input).isNotNull();
        }
    }

    @Test
    void refusesAPlaceThatItCannotSee() {
        assertThatThrownBy(() -> watch(folder.resolve("none").resolve("tamper")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("create its folder");
    }

    @Test
    void saysThatItWentBlindAndSeesAgain() throws IOException, InterruptedException {
        Path place = Files.createDirectory(folder.resolve("gpio"));
        Path file = place.resolve("tamper");
        try (FileAppearance input = watch(file)) {
            Files.delete(place);
            assertThat(sight.poll(10, TimeUnit.SECONDS)).contains(file.toString());
            Files.createDirectory(place);
            assertThat(sight.poll(10, TimeUnit.SECONDS)).isEqualTo("sees");
            Files.createFile(file);
            assertThat(appeared.poll(10, TimeUnit.SECONDS)).contains("tamper");
            assertThat(input).isNotNull();
        }
    }
}
