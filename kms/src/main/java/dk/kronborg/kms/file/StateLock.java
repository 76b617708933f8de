package dk.kronborg.kms.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One at a time in a site's folder, over all threads and all processes that share it; the operating system frees it
 * when its holder dies. A thread that has it may take it again. There are three, so that who waits for a token that
 * does not answer keeps no delivery waiting: of the fence; of the keys on disk; of their rotation, which may be long.
 * Whoever takes several takes that of the rotation first and that of the fence last.
 */
public final class StateLock {

    /** Between two tries to get what another process holds. */
    private static final long PAUSE_NANOS = 200_000;

    /** A process has one lock of a file at most, whoever asks. */
    private static final Map<Path, StateLock> LOCKS = new ConcurrentHashMap<>();

    private final Path file;
    private final ReentrantLock threads = new ReentrantLock();
    private @Nullable FileChannel channel;

    private StateLock(Path file) {
        this.file = file;
    }

    /** The lock of the fence in a site's folder, which is made if it is not there. */
    public static StateLock ofFence(Path state) {
        return of(state, "lock");
    }

    /** The lock of the key-encryption key and the data keys in a site's folder, which is made if it is not there. */
    public static StateLock ofKeys(Path state) {
        return of(state, "keys.lock");
    }

    /** The lock of whoever rotates the key-encryption key. */
    static StateLock ofRotation(Path state) {
        return of(state, "rotation.lock");
    }

    private static StateLock of(Path state, String name) {
        try {
            Path folder = DurableFile.folder(state).toRealPath();
            return LOCKS.computeIfAbsent(folder.resolve(name), StateLock::new);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot find " + state, e);
        }
    }

    /** Does the work while nobody else does any. */
    public <T> T alone(Supplier<T> work) {
        threads.lock();
        try {
            if (threads.getHoldCount() > 1) {
                return work.get();
            }
            FileLock lock = lock();
            try {
                return work.get();
            } finally {
                lock.release();
            }
        } catch (IOException e) {
            throw DurableFile.unavailable("lock", file, e);
        } finally {
            threads.unlock();
        }
    }

    /** Does the work while nobody else does any. */
    public void alone(Runnable work) {
        alone(() -> {
            work.run();
            return file;
        });
    }

    /**
     * Does not wait in the kernel: that takes a process for one holder, whichever of its threads holds or waits, and so
     * sees circles between several locks where there are none.
     */
    private FileLock lock() throws IOException {
        while (true) {
            FileLock lock = channel().tryLock();
            if (lock != null) {
                return lock;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            if (Thread.currentThread().isInterrupted()) {
                throw new FileLockInterruptionException();
            }
        }
    }

    /** Does the work unless somebody else does any; empty if so. */
    <T> Optional<T> unlessTaken(Supplier<T> work) {
        if (!threads.tryLock()) {
            return Optional.empty();
        }
        try {
            FileLock lock = threads.getHoldCount() > 1 ? null : channel().tryLock();
            if (lock == null) {
                return Optional.empty();
            }
            try {
                return Optional.of(work.get());
            } finally {
                lock.release();
            }
        } catch (IOException e) {
            throw DurableFile.unavailable("lock", file, e);
        } finally {
            threads.unlock();
        }
    }

    private FileChannel channel() throws IOException {
        FileChannel open = channel;
        // An interrupt while waiting for the lock closes the channel.
        if (open == null || !open.isOpen()) {
            open = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            channel = open;
        }
        return open;
    }
}
