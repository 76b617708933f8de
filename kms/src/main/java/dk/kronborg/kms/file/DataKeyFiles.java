package dk.kronborg.kms.file;

import dk.kronborg.kms.wrapping.DataKeyShelf;
import dk.kronborg.kms.wrapping.WrappedDataKey;
import dk.kronborg.kms.wrapping.WrappingException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** One file of mode 0600 for each wrapped data key: 4 bytes version, most significant first, then the ciphertext. */
public final class DataKeyFiles implements DataKeyShelf {

    private final StateLock lock;
    private final StateLock rotationLock;
    private final Path folder;

    /** Keeps the data keys in a folder of its own below the site's folder. */
    public DataKeyFiles(Path state) {
        this.lock = StateLock.ofKeys(state);
        this.rotationLock = StateLock.ofRotation(state);
        this.folder = DurableFile.folder(DurableFile.folder(state).resolve("data-keys"));
        // What another process is writing now is not unfinished.
        lock.alone(() -> DurableFile.removeUnfinished(folder));
    }

    @Override
    public void put(UUID id, WrappedDataKey wrapped) {
        byte[] content = ByteBuffer.allocate(Integer.BYTES + wrapped.ciphertext().length)
                .putInt(wrapped.version())
                .put(wrapped.ciphertext())
                .array();
        lock.alone(() -> DurableFile.write(file(id), content));
    }

    @Override
    public Optional<WrappedDataKey> get(UUID id) {
        byte[] content;
        try {
            content = DurableFile.read(file(id));
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof NoSuchFileException) {
                return Optional.empty();
            }
            throw e;
        }
        if (isErased(content)) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(content);
        if (content.length <= Integer.BYTES || buffer.getInt(0) < 1) {
            throw new WrappingException(file(id) + " is damaged: it names no version of the key-encryption key");
        }
        byte[] ciphertext = new byte[content.length - Integer.BYTES];
        int version = buffer.getInt();
        buffer.get(ciphertext);
        return Optional.of(new WrappedDataKey(version, ciphertext));
    }

    /** Overwritten, and not removed: a crash came, or the site was zeroised. */
    private static boolean isErased(byte[] content) {
        int any = 0;
        for (byte value : content) {
            any |= value;
        }
        return any == 0;
    }

    @Override
    public Set<UUID> ids() {
        return DurableFile.whole(folder)
                .map(file -> UUID.fromString(file.getFileName().toString()))
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void erase(UUID id) {
        // Another process of this KME may be about to erase it, too.
        lock.alone(() -> {
            if (Files.exists(file(id))) {
                DurableFile.erase(file(id));
            }
        });
    }

    @Override
    public void eraseAll() {
        DurableFile.overwriteAll(folder);
    }

    @Override
    public <T> T alone(Supplier<T> work) {
        return lock.alone(work);
    }

    @Override
    public <T> Optional<T> unlessRotating(Supplier<T> rotation) {
        return rotationLock.unlessTaken(rotation);
    }

    private Path file(UUID id) {
        return folder.resolve(id.toString());
    }
}
