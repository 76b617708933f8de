package dk.kronborg.plane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Files that together say one thing, and the last thing they said that made sense. Writers need not be atomic: while a
 * change is younger than {@link #SETTLED}, it may go on, and what makes no sense is not complained of. For one thread
 * that polls; anyone may ask for what is current.
 */
final class WatchedFiles<T> {

    /** How long files must be unchanged to be believed to be written in full. */
    static final Duration SETTLED = Duration.ofSeconds(2);

    private static final long MOST_BYTES = 16L * 1024 * 1024;

    private final List<Path> files;
    private final Reading<T> reading;
    private final BinaryOperator<T> meanwhile;
    private final Consumer<Optional<String>> judged;
    private final LongSupplier nanoTime;
    private List<Stamp> stamps;
    private Content<T> content;
    private long changed;
    private boolean settled = true;
    private volatile T current;

    /** Makes sense of the contents of files, which are overwritten afterwards. */
    interface Reading<T> {
        T read(List<byte[]> contents) throws PlaneFileException;
    }

    /** What changes when a file does, except for changes within one tick of the file system's clock. */
    private record Stamp(
            @Nullable FileTime modified,
            long size,
            @Nullable Object file,
            Set<PosixFilePermission> permissions) {
        static Stamp of(Path file) {
            try {
                PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
                return new Stamp(
                        attributes.lastModifiedTime(),
                        attributes.size(),
                        attributes.fileKey(),
                        attributes.permissions());
            } catch (IOException e) {
                return new Stamp(null, -1, null, Set.of());
            }
        }
    }

    /** What files held: what it means, or the fault. */
    private record Content<T>(String digest, @Nullable T meaning, String fault) {
        boolean sameAs(Content<T> other) {
            return digest.equals(other.digest) && fault.equals(other.fault);
        }
    }

    /**
     * Reads for the first time.
     *
     * @param meanwhile what holds, of the old and the new, until a change has settled
     * @param judged    hears once of each change: why it makes no sense, or nothing if it does
     * @throws PlaneFileException if the files make no sense
     */
    WatchedFiles(
            List<Path> files,
            Reading<T> reading,
            BinaryOperator<T> meanwhile,
            Consumer<Optional<String>> judged,
            LongSupplier nanoTime)
            throws PlaneFileException {
        this.files = List.copyOf(files);
        this.reading = reading;
        this.meanwhile = meanwhile;
        this.judged = judged;
        this.nanoTime = nanoTime;
        this.changed = nanoTime.getAsLong();
        this.stamps = stamps();
        this.content = read();
        if (content.meaning == null) {
            throw new PlaneFileException(content.fault);
        }
        this.current = content.meaning;
    }

    T current() {
        return current;
    }

    /** Reads again if a file has changed; whether {@link #current} is another thing now. */
    boolean poll() {
        List<Stamp> now = stamps();
        // A further change within the same tick leaves the stamp as it is, so a young one is not trusted.
        if (now.equals(stamps) && settled) {
            return false;
        }
        stamps = now;
        Content<T> fresh = read();
        if (!fresh.sameAs(content)) {
            return take(fresh);
        }
        return nanoTime.getAsLong() - changed >= SETTLED.toNanos() && settle();
    }

    /** Reads again, because what the files are judged by has changed; returns as {@link #poll} does. */
    boolean again() {
        return take(read());
    }

    private boolean take(Content<T> fresh) {
        content = fresh;
        changed = nanoTime.getAsLong();
        settled = false;
        if (fresh.meaning != null) {
            current = meanwhile.apply(current, fresh.meaning);
            return true;
        }
        return false;
    }

    private boolean settle() {
        settled = true;
        if (content.meaning == null) {
            judged.accept(Optional.of(content.fault));
            return false;
        }
        judged.accept(Optional.empty());
        boolean same = current.equals(content.meaning);
        current = content.meaning;
        return !same;
    }

    private List<Stamp> stamps() {
        return files.stream().map(Stamp::of).toList();
    }

    private Content<T> read() {
        List<byte[]> contents = new ArrayList<>();
        String digest = "";
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (Path file : files) {
                contents.add(bytes(file));
                sha256.update(sha256(contents.getLast()));
            }
            digest = HexFormat.of().formatHex(sha256.digest());
            return new Content<>(digest, reading.read(contents), "");
        } catch (PlaneFileException e) {
            return new Content<>(digest, null, Objects.toString(e.getMessage()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        } finally {
            contents.forEach(bytes -> Arrays.fill(bytes, (byte) 0));
        }
    }

    private static byte[] sha256(byte[] bytes) throws NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    private static byte[] bytes(Path file) throws PlaneFileException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new PlaneFileException(file + " has more than " + MOST_BYTES + " bytes");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new PlaneFileException(
                    file + " cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }
}
