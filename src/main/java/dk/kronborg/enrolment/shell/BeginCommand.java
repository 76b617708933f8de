package dk.kronborg.enrolment.shell;

import dk.kronborg.approval.SigningKeyFile;
import dk.kronborg.enrolment.CertificateRequest;
import dk.kronborg.process.NewFile;
import dk.kronborg.process.SecretFile;
import dk.kronborg.process.Terminal;
import dk.kronborg.topology.enrolment.CodeKey;
import dk.kronborg.topology.enrolment.EnrolmentCode;
import dk.kronborg.topology.enrolment.EnrolmentRequest;
import dk.kronborg.topology.enrolment.Invitation;
import dk.kronborg.topology.enrolment.json.EnrolmentJson;
import dk.kronborg.topology.identity.Identity;
import dk.kronborg.topology.map.MapPins;
import dk.kronborg.topology.map.Pin;
import dk.kronborg.topology.map.SigningKey;
import dk.kronborg.topology.map.json.MalformedException;
import dk.kronborg.topology.map.json.PinsJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code begin}: makes the keys of a KME, and what the centre and the authorities are asked. */
@Command(
        name = "begin",
        description =
                "Checks an invitation by its one-time code, makes the KME's keys, and writes what the centre and the"
                        + " authorities of the planes are asked. Private keys never leave the folder.",
        mixinStandardHelpOptions = true)
final class BeginCommand implements Callable<Integer> {

    private static final int CODE_LENGTH = 20;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "INVITATION", description = "kronborg-invitation/1, from the centre")
    private Path file = Path.of("");

    @Option(names = "--dir", paramLabel = "DIR", required = true, description = "a new folder, for the KME's user only")
    private Path directory = Path.of("");

    @Option(
            names = "--code-file",
            paramLabel = "FILE",
            description = "a file with the one-time code, mode 0600 (default: ask)")
    private @Nullable Path codeFile;

    BeginCommand() {}

    @Override
    public Integer call() throws IOException {
        if (spec == null) {
            throw new IllegalStateException("picocli names the command");
        }
        byte[] bytes = Files.readAllBytes(file);
        CodeKey code = code().key();
        Invitation invitation = invitation(bytes, code);
        MapPins pins = invitation.pins();
        Identity kme = new Identity(pins.domain(), Identity.Role.KME, pins.kme().value());
        EnrolmentFolder folder = EnrolmentFolder.create(directory);
        SortedMap<String, String> requests = new TreeMap<>();
        for (String plane : EnrolmentJson.PLANES) {
            requests.put(plane, made(folder, plane, kme));
        }
        Pin pin = SigningKeyFile.make(folder.identityKey(), folder.identityPublic(), new char[0]);
        SigningKey identity = SigningKeyFile.read(folder.identityKey(), () -> new char[0]);
        String answer = EnrolmentJson.write(invitation, requests, identity, code);
        NewFile.write(folder.invitation(), new String(bytes, StandardCharsets.UTF_8));
        NewFile.write(folder.pins(), PinsJson.write(pins));
        NewFile.write(folder.enrolment(), answer);
        tell(spec.commandLine().getOut(), invitation, folder, pin, answer);
        return 0;
    }

    private Invitation invitation(byte[] bytes, CodeKey code) throws IOException {
        try {
            Invitation invitation = EnrolmentJson.readInvitation(bytes, code);
            if (!Instant.now().isBefore(invitation.expires())) {
                throw new IOException(file + " ended at " + invitation.expires() + ": ask for another");
            }
            return invitation;
        } catch (MalformedException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private EnrolmentCode code() throws IOException {
        if (codeFile != null) {
            return EnrolmentCode.parse(SecretFile.line(codeFile, CODE_LENGTH));
        }
        char[] typed = Terminal.find()
                .orElseThrow(
                        () -> new IOException("there is no terminal to ask for the one-time code: use --code-file"))
                .readPassword("One-time code: ");
        try {
            return EnrolmentCode.parse(typed == null ? "" : new String(typed));
        } finally {
            if (typed != null) {
                Arrays.fill(typed, ' ');
            }
        }
    }

    /** The request for a certificate of a new key, Base64. */
    private static String made(EnrolmentFolder folder, String plane, Identity kme) throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            byte[] pkcs8 = keys.getPrivate().getEncoded();
            NewFile.writeSecret(folder.key(plane), NewFile.pem("PRIVATE KEY", pkcs8));
            Arrays.fill(pkcs8, (byte) 0);
            byte[] request = CertificateRequest.of(kme, keys);
            NewFile.write(folder.request(plane), NewFile.pem("CERTIFICATE REQUEST", request));
            return Base64.getEncoder().encodeToString(request);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    private static void tell(
            PrintWriter out, Invitation invitation, EnrolmentFolder folder, Pin identity, String answer) {
        out.println("The invitation of " + EnrolmentFolder.name(invitation) + " is sealed by this code.");
        out.println("It says whose maps are followed. Compare with the officers, word for word:");
        invitation.pins().centre().stream().sorted().forEach(pin -> out.println("  centre   " + pin));
        invitation.pins().officers().stream().sorted().forEach(pin -> out.println("  officer  " + pin));
        out.println("Read out to the officers, who compare before they approve:");
        out.println("  identity key  " + identity);
        try {
            EnrolmentRequest request = EnrolmentJson.readRequest(answer.getBytes(StandardCharsets.UTF_8));
            out.println("  request       " + request.digest());
        } catch (MalformedException e) {
            throw new IllegalStateException("what was written is read", e);
        }
        out.println("For the centre:      " + folder.enrolment());
        out.println("For the authorities: " + folder.request("<plane>"));
        out.flush();
    }
}
