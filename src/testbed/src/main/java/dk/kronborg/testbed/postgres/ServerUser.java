package dk.kronborg.testbed.postgres;

import dk.kronborg.testbed.process.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Whom the server runs as. PostgreSQL refuses to run as root, so root runs it in a user namespace of its own, in
 * which it is nobody, or, where that is barred, as in many containers, as the user nobody. Then the server cannot
 * enter directories that only root may enter, and lives in {@code /var/tmp}.
 */
sealed interface ServerUser {

    /** The same user as this process's, as far as files are concerned. */
    record Owner(List<String> prefix) implements ServerUser {}

    /** The unprivileged user. */
    record Nobody(List<String> prefix) implements ServerUser {

        static final int UID = 65534;

        private static final Path PLACE = Path.of("/var/tmp");
    }

    /** The words before each of its commands. */
    List<String> prefix();

    /**
     * Whom it can run as on this machine.
     *
     * @throws IOException if this is root and there is no way to be somebody else
     */
    static ServerUser onThisMachine() throws IOException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return new Owner(List.of());
        }
        if (Programs.succeeds(List.of("unshare", "--user", "true"))) {
            return new Owner(List.of("unshare", "--user"));
        }
        List<String> setpriv = List.of("setpriv", "--reuid=" + Nobody.UID, "--regid=" + Nobody.UID, "--clear-groups");
        Nobody nobody = new Nobody(setpriv);
        if (Programs.succeeds(nobody.command(Path.of("true")))) {
            return nobody;
        }
        throw new IOException("PostgreSQL does not run as root, and neither \"unshare --user\" nor \"setpriv\" works"
                + " here: run this as an ordinary user");
    }

    /** A command of this user. */
    default List<String> command(Path program, String... arguments) {
        List<String> command = new ArrayList<>(prefix());
        command.add(program.toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /** Where it keeps the data of the server in that directory. */
    default Path home(Path directory) {
        return switch (this) {
            case Owner owner -> directory;
            case Nobody nobody -> {
                byte[] path = directory.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8);
                yield Nobody.PLACE.resolve("kronborg-postgresql-" + UUID.nameUUIDFromBytes(path));
            }
        };
    }

    /** Where it finds programs. */
    default Path programs() throws IOException {
        return switch (this) {
            case Owner owner -> ProgramCache.directory();
            case Nobody nobody -> {
                Path programs = Files.createDirectories(Nobody.PLACE.resolve("kronborg-programs"));
                yield Files.setPosixFilePermissions(programs, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        };
    }

    /** Gives it a file or directory. */
    default void take(Path file) throws IOException {
        switch (this) {
            case Owner owner -> {}
            case Nobody nobody -> Files.setAttribute(file, "unix:uid", Nobody.UID);
        }
    }
}
