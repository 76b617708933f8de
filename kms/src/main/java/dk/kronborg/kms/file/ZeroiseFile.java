package dk.kronborg.kms.file;

import dk.kronborg.kms.zeroise.ZeroiseMark;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The mark of a zeroised site as a file in its folder. */
public final class ZeroiseFile implements ZeroiseMark {

    private final Path file;

    public ZeroiseFile(Path state) {
        this.file = DurableFile.folder(state).resolve("zeroised");
    }

    @Override
    public void set(String why) {
        DurableFile.write(file, (why + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Optional<String> read() {
        return Files.exists(file)
                ? Optional.of(new String(DurableFile.read(file), StandardCharsets.UTF_8).strip())
                : Optional.empty();
    }
}
