package dk.kronborg.testbed.postgres;

import dk.kronborg.testbed.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whom the server runs as. PostgreSQL refuses to run as root, so root runs it in a user namespace of its own, in
 * which it is nobody, or, where that is barred, as the unprivileged user nobody.
 */
final class ServerUser {

    private static final String NOBODY = "65534";

    private final List<String> prefix;
    private final boolean ownsFiles;

    private ServerUser(List<String> prefix, boolean ownsFiles) {
        this.prefix = prefix;
        this.ownsFiles = ownsFiles;
    }

    /**
     * Whom it can run as on this machine.
     *
     * @throws IOException if this is root and there is no way to be somebody else
     */
    static ServerUser onThisMachine() throws IOException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return new ServerUser(List.of(), true);
        }
        if (Programs.succeeds("unshare", "--user", "true")) {
            return new ServerUser(List.of("unshare", "--user"), true);
        }
        List<String> setpriv = List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
        if (Programs.succeeds(Stream.concat(setpriv.stream(), Stream.of("true")).toArray(String[]::new))) {
            return new ServerUser(setpriv, false);
        }
        throw new IOException("PostgreSQL does not run as root, and neither \"unshare --user\" nor \"setpriv\" works"
                + " here: run this as an ordinary user");
    }

    /** A command of this user. */
    List<String> command(Path program, String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(program.toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /**
     * Gives a directory to this user.
     *
     * @throws IOException if this user could not reach it
     */
    void take(Path directory) throws IOException {
        if (ownsFiles) {
            return;
        }
        for (Path above = directory.toAbsolutePath().getParent(); above != null; above = above.getParent()) {
            if (!Files.getPosixFilePermissions(above).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                throw new IOException("PostgreSQL has to run as nobody here, who cannot enter " + above
                        + ": choose another --dir, such as /var/tmp/kronborg");
            }
        }
        Files.setAttribute(directory, "unix:uid", Integer.valueOf(NOBODY));
    }
}
