package dk.kronborg.approval;

import dk.kronborg.process.Terminal;
import dk.kronborg.topology.approval.Approval;
import dk.kronborg.topology.approval.Proposal;
import dk.kronborg.topology.approval.json.ApprovalJson;
import dk.kronborg.topology.approval.json.SecurityDifference;
import dk.kronborg.topology.map.Authorities;
import dk.kronborg.topology.map.SecurityPart;
import dk.kronborg.topology.map.SigningKey;
import dk.kronborg.topology.map.json.JsonNetworkForm;
import dk.kronborg.topology.map.json.MalformedException;
import dk.kronborg.topology.network.Network;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code approve}: shows an officer what a change does to security, and signs it. */
@Command(
        name = "approve",
        description =
                "Shows all that touches security in a proposed change of the network map, asks, and signs it by an"
                        + " officer's key. Run it on the officer's own machine.",
        mixinStandardHelpOptions = true)
final class ApproveCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "the proposal, kronborg-network-proposal/1")
    private Path file = Path.of("");

    @Option(names = "--key", paramLabel = "PEM", required = true, description = "the officer's private key, mode 0600")
    private Path keyFile = Path.of("");

    @Option(names = "--output", paramLabel = "FILE", description = "where the approval goes (default: beside FILE)")
    private @Nullable Path output;

    @Option(names = "--yes", description = "do not ask")
    private boolean yes;

    @Mixin
    private Passphrase passphrase = new Passphrase();

    ApproveCommand() {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = (spec == null ? new CommandLine(this) : spec.commandLine()).getOut();
        Proposal proposal = proposal();
        SecurityPart change = proposal.change(new JsonNetworkForm());
        List<String> differences = SecurityDifference.lines(proposal);
        // A hand-over signed once more for KMEs to come proposes what is; its officers are those of the part itself.
        boolean again =
                proposal.present().filter(now -> now.security().equals(change)).isPresent();
        Authorities judges = again ? change.authorities() : proposal.judges();
        out.println(summary(proposal, change));
        out.println(differences.size() + " differences touch security:");
        differences.forEach(line -> out.println("  " + line));
        if (again) {
            out.println(
                    "This is what is in force already; to approve it once more serves KMEs that are enrolled from now on.");
        }
        out.println("digest " + change.digest());
        out.flush();
        SigningKey key = SigningKeyFile.read(keyFile, passphrase::known);
        if (!yes && !confirmed()) {
            throw new IOException("not approved");
        }
        Approval approval = Approval.of(change, judges, key);
        Path to = output == null
                ? file.resolveSibling(file.getFileName().toString().replaceFirst("\\.json$", "") + '.'
                        + approval.officer() + ".approval.json")
                : output;
        try {
            Files.writeString(
                    to, ApprovalJson.write(approval), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(to + " is there already, and is not overwritten", e);
        }
        out.println(approval.officer() + " approves generation " + change.generation() + ": " + to);
        out.flush();
        return 0;
    }

    private Proposal proposal() throws IOException {
        try {
            if (Files.size(file) > ApprovalJson.MOST_PROPOSAL_BYTES) {
                throw new IOException(file + " has more than " + ApprovalJson.MOST_PROPOSAL_BYTES + " bytes");
            }
            return ApprovalJson.readProposal(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new IOException("there is no " + file, e);
        } catch (MalformedException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static String summary(Proposal proposal, SecurityPart change) {
        Network network = proposal.network();
        return "Network map of " + change.domain() + ", security part " + change.generation() + ": "
                + network.sites().size() + " sites, " + network.kmes().size() + " KMEs, "
                + network.saes().size() + " SAEs, " + network.pairs().size() + " pairs, "
                + change.authorities().officers().size() + " officers";
    }

    private boolean confirmed() throws IOException {
        Console terminal = Terminal.find()
                .orElseThrow(() -> new IOException("there is no terminal to ask: read the differences, and say --yes"));
        return "approve".equals(terminal.readLine("Type \"approve\" to sign this: "));
    }
}
