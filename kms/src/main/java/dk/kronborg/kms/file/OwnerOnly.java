package dk.kronborg.kms.file;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Refuses secrets on disk that others than this process's user may reach, and says the remedy. */
public final class OwnerOnly {

    private OwnerOnly() {}

    /**
     * Refuses a file that others may read or write, or that belongs to another user.
     *
     * @throws IllegalStateException with the remedy in the message
     */
    public static void requireFile(Path file) {
        require(file, "rw-------", "600", ", and replace what is in it");
    }

    /**
     * Refuses a folder that others may enter, or that belongs to another user.
     *
     * @throws IllegalStateException with the remedy in the message
     */
    public static void requireFolder(Path folder) {
        require(folder, "rwx------", "700", "");
    }

    private static void require(Path path, String most, String mode, String further) {
        try {
            Set<PosixFilePermission> allowed = PosixFilePermissions.fromString(most);
            Set<PosixFilePermission> found = Files.getPosixFilePermissions(path);
            if (!allowed.containsAll(found)) {
                throw new IllegalStateException(path + " is open to others than its owner ("
                        + PosixFilePermissions.toString(found) + "); run: chmod " + mode + " " + path + further);
            }
            long owner = Integer.toUnsignedLong((Integer) Files.getAttribute(path, "unix:uid"));
            long me = new UnixSystem().getUid();
            if (owner != me) {
                throw new IllegalStateException(path + " belongs to user " + owner + ", this process runs as user " + me
                        + "; run: chown " + me + " " + path + further);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the permissions of " + path, e);
        }
    }
}
