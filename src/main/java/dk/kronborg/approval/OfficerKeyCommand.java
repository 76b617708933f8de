package dk.kronborg.approval;

import dk.kronborg.topology.identity.OfficerId;
import dk.kronborg.topology.map.Pin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code officer-key}: makes the key by which an officer approves. */
@Command(
        name = "officer-key",
        description =
                "Makes an officer's key, ML-DSA-87: NAME.key.pem, mode 0600, and NAME.pub.pem. Prints by which the key"
                        + " is known, to be compared by two people.",
        mixinStandardHelpOptions = true)
final class OfficerKeyCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "the officer's name in the network map, such as anna")
    private @Nullable OfficerId name;

    @Option(names = "--dir", paramLabel = "DIR", description = "where to (default: here)")
    private Path directory = Path.of("");

    @Option(names = "--no-passphrase", description = "do not encrypt the key: it lies on what is encrypted itself")
    private boolean open;

    @Mixin
    private Passphrase passphrase = new Passphrase();

    OfficerKeyCommand() {}

    @Override
    public Integer call() throws IOException {
        Path privateHalf = directory.resolve(name + ".key.pem");
        Pin pin = SigningKeyFile.make(
                privateHalf, directory.resolve(name + ".pub.pem"), open ? new char[0] : passphrase.chosen());
        if (spec != null) {
            spec.commandLine().getOut().println(pin);
            spec.commandLine().getErr().println(privateHalf + " is for " + name + " only. Keep it off every server.");
        }
        return 0;
    }
}
