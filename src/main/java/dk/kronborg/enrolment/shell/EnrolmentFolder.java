package dk.kronborg.enrolment.shell;

import dk.kronborg.topology.enrolment.Invitation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** What a KME is enrolled with, in one folder that is for its owner only. */
record EnrolmentFolder(Path folder) {

    private static final FileAttribute<?> PRIVATE = mode("rw-------");
    private static final FileAttribute<?> PUBLIC = mode("rw-r--r--");

    private static FileAttribute<?> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    /** A new folder. */
    static EnrolmentFolder create(Path folder) throws IOException {
        FileAttribute<?> mode = mode("rwx------");
        try {
            Files.createDirectory(folder, mode);
            Files.createDirectory(folder.resolve("requests"), mode);
            Files.createDirectory(folder.resolve("tls"), mode);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(folder + " is there already: an enrolment begins with an empty place", e);
        }
        return new EnrolmentFolder(folder);
    }

    Path identityKey() {
        return folder.resolve("identity.key.pem");
    }

    Path identityPublic() {
        return folder.resolve("identity.pub.pem");
    }

    /** What the centre gets. */
    Path enrolment() {
        return folder.resolve("enrolment.json");
    }

    Path pins() {
        return folder.resolve("pins.json");
    }

    /** As it came, without its seal's key: which map may come first, and where it is. */
    Path invitation() {
        return folder.resolve("invitation.json");
    }

    Path state() {
        return folder.resolve("state");
    }

    Path settings() {
        return folder.resolve("kme.properties");
    }

    Path request(String plane) {
        return folder.resolve("requests").resolve(plane + ".csr.pem");
    }

    Path key(String plane) {
        return folder.resolve("tls").resolve(plane + ".key.pem");
    }

    Path certificate(String plane) {
        return folder.resolve("tls").resolve(plane + ".pem");
    }

    Path trust(String plane) {
        return folder.resolve("tls").resolve(plane + ".root.pem");
    }

    /** The name of what was invited, for messages. */
    static String name(Invitation invitation) {
        return invitation.pins().domain() + " " + invitation.pins().kme();
    }

    static void write(Path file, String text) throws IOException {
        write(file, text, PUBLIC);
    }

    static void writeSecret(Path file, String text) throws IOException {
        write(file, text, PRIVATE);
    }

    private static void write(Path file, String text, FileAttribute<?> mode) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW), mode)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(file + " is there already, and is not overwritten", e);
        }
    }
}
