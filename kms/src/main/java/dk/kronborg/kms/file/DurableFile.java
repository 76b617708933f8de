package dk.kronborg.kms.file;

import dk.kronborg.kms.block.StoreUnavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Small files of mode 0600 that are either wholly written or not there, also after a power loss. */
final class DurableFile {

    private static final String UNFINISHED = ".new";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_FOLDER = PosixFilePermissions.fromString("rwx------");

    private DurableFile() {}

    /**
     * Writes or replaces a file; it is on disk when this returns.
     *
     * @throws StoreUnavailable if there is no room for it, or it cannot be written for another reason; then nothing of
     *                          it is left, or all of it is there
     */
    static void write(Path file, byte[] content) {
        // Another process may write the same.
        Path fresh = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + UNFINISHED);
        try {
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncFolder(folderOf(file));
        } catch (IOException e) {
            eraseUnfinished(fresh, e);
            throw unavailable("write", file, e);
        }
    }

    static StoreUnavailable unavailable(String what, Path file, IOException cause) {
        return new StoreUnavailable("cannot " + what + ' ' + file + ": " + cause.getMessage(), cause);
    }

    private static void eraseUnfinished(Path fresh, IOException cause) {
        try {
            try {
                overwrite(fresh, true);
            } finally {
                // It holds no name that anybody reads; a disk that takes no overwriting may still forget it.
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Puts on disk that a file is in its folder, whoever put it there. */
    static void flushName(Path file) {
        try {
            syncFolder(folderOf(file));
        } catch (IOException e) {
            throw unavailable("flush the folder of", file, e);
        }
    }

    /** Overwrites and removes a file, if it is there; it is gone from the folder on disk when this returns. */
    static void erase(Path file) {
        try {
            overwrite(file, true);
            Files.deleteIfExists(file);
            syncFolder(folderOf(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot erase " + file, e);
        }
    }

    /**
     * Overwrites all files of a folder, unfinished ones too; it is on disk when this returns. One flush serves them all.
     * Their names stay: to remove thousands takes many times as long, and there is nothing left in them.
     */
    static void overwriteAll(Path folder) {
        try {
            for (Path file : list(folder)) {
                overwrite(file, false);
            }
            flushEverything();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot overwrite what is in " + folder, e);
        }
    }

    /** {@code sync} of POSIX, which on Linux waits until all is on disk; Java can flush only one file at a time. */
    @SuppressWarnings("restricted") // It takes no arguments and returns nothing.
    private static void flushEverything() throws IOException {
        Linker linker = Linker.nativeLinker();
        MethodHandle sync =
                linker.downcallHandle(linker.defaultLookup().findOrThrow("sync"), FunctionDescriptor.ofVoid());
        try {
            sync.invoke();
        } catch (Throwable e) {
            throw new IOException("cannot flush", e);
        }
    }

    /** Removes what a crash may have left between writing a file and giving it its name. */
    static void removeUnfinished(Path folder) {
        list(folder).stream().filter(file -> !isWhole(file)).forEach(DurableFile::erase);
    }

    /** All files of a folder, unfinished ones too. */
    static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }

    /** The files of a folder that were wholly written. */
    static Stream<Path> whole(Path folder) {
        return list(folder).stream().filter(DurableFile::isWhole);
    }

    private static boolean isWhole(Path file) {
        return !file.getFileName().toString().endsWith(UNFINISHED);
    }

    private static void overwrite(Path file, boolean flush) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocate((int) channel.size());
            while (zeros.hasRemaining()) {
                channel.write(zeros);
            }
            if (flush) {
                channel.force(false);
            }
        } catch (NoSuchFileException e) {
            // Somebody else erases it at the same time.
        }
    }

    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /**
     * Creates a folder that only its owner may enter, unless it is there.
     *
     * @throws IllegalStateException if it is open to others; the message says what can be done
     */
    static Path folder(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_FOLDER));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create folder " + folder, e);
        }
        OwnerOnly.requireFolder(folder);
        return folder;
    }

    private static Path folderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalArgumentException("a file in a folder, got " + file);
        }
        return folder;
    }

    private static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
