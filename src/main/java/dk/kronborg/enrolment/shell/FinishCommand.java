package dk.kronborg.enrolment.shell;

import dk.kronborg.approval.SigningKeyFile;
import dk.kronborg.map.FirstMap;
import dk.kronborg.plane.ClientTls;
import dk.kronborg.process.NewFile;
import dk.kronborg.process.Terminal;
import dk.kronborg.topology.enrolment.Invitation;
import dk.kronborg.topology.enrolment.json.EnrolmentJson;
import dk.kronborg.topology.identity.Identity;
import dk.kronborg.topology.map.Digest;
import dk.kronborg.topology.map.MapPins;
import dk.kronborg.topology.map.Pin;
import dk.kronborg.topology.map.json.MalformedException;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code finish}: takes the certificates and the first map, which two people compare. */
@Command(
        name = "finish",
        description =
                "Takes the certificates that the authorities issued, asks the centre for the map, and pins it when"
                        + " people have compared its digest. The KME can start then.",
        mixinStandardHelpOptions = true)
final class FinishCommand implements Callable<Integer> {

    /** Characters that are compared at least: 60 bits. */
    private static final int LEAST = 10;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--dir", paramLabel = "DIR", required = true, description = "the folder that begin made")
    private Path directory = Path.of("");

    @Option(
            names = "--certificates",
            paramLabel = "FOLDER",
            required = true,
            description =
                    "with PLANE.pem, the chain that was issued, and PLANE.root.pem, the anchors of those at the other"
                            + " end, for device, operator, peer and sae")
    private Path certificates = Path.of("");

    @Option(
            names = "--map",
            paramLabel = "DIGEST",
            description = "digest of the map in force, as people at the centre read it out, 10 characters or more"
                    + " (default: show it and ask)")
    private @Nullable String expected;

    FinishCommand() {}

    @Override
    public Integer call() throws IOException {
        if (spec == null) {
            throw new IllegalStateException("picocli names the command");
        }
        EnrolmentFolder folder = new EnrolmentFolder(directory);
        Invitation invitation = invitation(folder);
        MapPins pins = invitation.pins();
        Identity kme = new Identity(pins.domain(), Identity.Role.KME, pins.kme().value());
        for (String plane : EnrolmentJson.PLANES) {
            take(folder, plane, kme);
        }
        FirstMap first = FirstMap.ask(
                invitation.centre(),
                ClientTls.to(
                        Identity.Role.CENTRE,
                        "centre",
                        folder.certificate("peer"),
                        folder.key("peer"),
                        folder.trust("peer")),
                pins);
        requireKnown(first, folder, pins);
        compare(first);
        Files.createDirectories(
                folder.state(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        first.keep(folder.state());
        NewFile.write(folder.settings(), settings(folder, invitation));
        PrintWriter out = spec.commandLine().getOut();
        out.println(pins.kme() + " follows the map of " + pins.domain() + " from version "
                + first.map().version().version() + " on.");
        out.println("Its settings begin with " + folder.settings() + "; add its database and ports, and start it.");
        out.flush();
        return 0;
    }

    private Invitation invitation(EnrolmentFolder folder) throws IOException {
        try {
            return EnrolmentJson.readKept(Files.readAllBytes(folder.invitation()));
        } catch (NoSuchFileException e) {
            throw new IOException(directory + " holds no invitation: begin first", e);
        } catch (MalformedException e) {
            throw new IOException(folder.invitation() + ": " + e.getMessage(), e);
        }
    }

    /** Files of one plane; nothing is put in its place that the plane could not use. */
    private void take(EnrolmentFolder folder, String plane, Identity kme) throws IOException {
        Path certificate = certificates.resolve(plane + ".pem");
        Path trust = certificates.resolve(plane + ".root.pem");
        Identity holder = ClientTls.identity(certificate, folder.key(plane), trust);
        if (!holder.equals(kme)) {
            throw new IOException(certificate + " speaks for " + holder.urn() + ", expected " + kme.urn());
        }
        Files.copy(certificate, folder.certificate(plane), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(trust, folder.trust(plane), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void requireKnown(FirstMap first, EnrolmentFolder folder, MapPins pins) throws IOException {
        Pin own = SigningKeyFile.read(folder.identityKey(), () -> new char[0]).pin();
        Optional<List<String>> known =
                first.map().network().kme(pins.kme()).flatMap(described -> described.identityKeys());
        if (known.filter(keys -> keys.contains(own.text())).isEmpty()) {
            throw new IOException("version " + first.map().version().version() + " of the map does not know "
                    + pins.kme() + " by " + own + ": two officers have to approve that first");
        }
    }

    private void compare(FirstMap first) throws IOException {
        String digest = first.digest().text();
        String said = expected;
        if (said == null) {
            Console terminal = Terminal.find()
                    .orElseThrow(
                            () -> new IOException("there is no terminal to compare the map's digest at: use --map"));
            said = terminal.readLine(
                    "The map in force is version %d. Ask the people at the centre for its digest, and type the first %d"
                            + " characters: ",
                    first.map().version().version(), LEAST);
        }
        if (said == null || said.length() < LEAST || !digest.startsWith(said)) {
            throw new IOException("the map that came has the digest " + new Digest(digest)
                    + ", which is not what was said: nothing is pinned");
        }
    }

    private static String settings(EnrolmentFolder folder, Invitation invitation) {
        StringBuilder settings = new StringBuilder();
        set(settings, "kronborg.kme.id", invitation.pins().kme());
        set(settings, "kronborg.kme.state", absolute(folder.state()));
        set(settings, "kronborg.kme.map.pins", absolute(folder.pins()));
        set(settings, "kronborg.kme.map.centre", invitation.centre());
        set(settings, "kronborg.kme.pqc.identity-keys", absolute(folder.identityKey()));
        for (String plane : EnrolmentJson.PLANES) {
            String prefix = "kronborg.plane." + plane + '.';
            set(settings, prefix + "certificate", absolute(folder.certificate(plane)));
            set(settings, prefix + "key", absolute(folder.key(plane)));
            set(settings, prefix + "trust", absolute(folder.trust(plane)));
        }
        return settings.toString();
    }

    private static Path absolute(Path file) {
        return file.toAbsolutePath().normalize();
    }

    private static void set(StringBuilder settings, String name, Object value) {
        settings.append(name).append('=').append(value).append('\n');
    }
}
