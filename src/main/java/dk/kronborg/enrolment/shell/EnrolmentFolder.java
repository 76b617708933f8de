package dk.kronborg.enrolment.shell;

import dk.kronborg.topology.enrolment.Invitation;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** What a KME is enrolled with, in one folder that is for its owner only. */
record EnrolmentFolder(Path folder) {

    /** A new folder. */
    static EnrolmentFolder create(Path folder) throws IOException {
        FileAttribute<?> mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
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
}
