package dk.kronborg.kms.file;

import dk.kronborg.kms.wrapping.DataKeyShelf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** One file of mode 0600 for each wrapped data key. */
public final class DataKeyFiles implements DataKeyShelf {

    private final Path state;
    private final Path folder;

    /** Keeps the data keys in a folder of its own below the site's folder. */
    public DataKeyFiles(Path state) {
        this.state = state;
        this.folder = DurableFile.folder(DurableFile.folder(state).resolve("data-keys"));
    }

    @Override
    public void put(UUID id, byte[] wrapped) {
        DurableFile.write(file(id), wrapped);
    }

    @Override
    public Optional<byte[]> get(UUID id) {
        return Files.exists(file(id)) ? Optional.of(DurableFile.read(file(id))) : Optional.empty();
    }

    @Override
    public Set<UUID> ids() {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".new"))
                    .map(UUID::fromString)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }

    @Override
    public void erase(UUID id) {
        // Another process of this KME may be about to erase it, too.
        StateLock.of(state).alone(() -> {
            if (Files.exists(file(id))) {
                DurableFile.erase(file(id));
            }
            return id;
        });
    }

    private Path file(UUID id) {
        return folder.resolve(id.toString());
    }
}
