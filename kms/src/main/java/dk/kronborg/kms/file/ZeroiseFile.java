package dk.kronborg.kms.file;

import dk.kronborg.kms.zeroise.ZeroiseMark;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** The mark of a zeroised site as a file in its folder, for all processes that share it. */
public final class ZeroiseFile implements ZeroiseMark {

    private final Path file;

    public ZeroiseFile(Path state) {
        this.file = DurableFile.folder(state).resolve("zeroised");
    }

    @Override
    public void set(String why) {
        if (Files.exists(file)) {
            DurableFile.flushName(file);
        } else {
            DurableFile.write(file, (why + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public Optional<String> read() {
        return Files.exists(file)
                ? Optional.of(new String(DurableFile.read(file), StandardCharsets.UTF_8).strip())
                : Optional.empty();
    }

    /**
     * Looks whether another process sets the mark.
     *
     * @param pause between two looks
     * @param seen  told once, when it is set
     * @param sight told, why, when it cannot be seen any more whether it is set, and told nothing when it can again
     */
    public FileAppearance watch(Duration pause, Runnable seen, Consumer<Optional<String>> sight) {
        return FileAppearance.watch("mark of zeroisation", file, pause, what -> seen.run(), sight);
    }
}
