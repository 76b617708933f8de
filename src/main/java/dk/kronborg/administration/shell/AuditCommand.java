package dk.kronborg.administration.shell;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code audit}: the audit log of a KME, for {@code ./kronborg audit verify}. */
@Command(
        name = "audit",
        description = "Hands out the KME's audit log and what shows that it was not changed.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class AuditCommand {

    @ParentCommand
    private KmeCommand kme;

    /** The parent, until the command line puts in the right one. */
    AuditCommand() {
        this.kme = new KmeCommand();
    }

    @Command(name = "export", description = "Writes the whole log to a file.")
    void export(@Parameters(paramLabel = "FILE", description = "that does not exist yet") Path file)
            throws IOException {
        kme.work(client -> {
            try {
                client.download("audit/export", file);
            } catch (FileAlreadyExistsException e) {
                throw new IOException(file + " is there already, and is not overwritten", e);
            }
            kme.out().println(file);
        });
    }

    @Command(name = "heads", description = "Shows the newest signed heads, as JSON.")
    void heads() throws IOException {
        kme.work(client -> kme.out().println(client.get("audit/heads")));
    }

    @Command(name = "key", description = "Shows by which key the log is signed, as a line for a file of pins.")
    void key() throws IOException {
        kme.work(client -> {
            JsonNode key = AdministrationClient.JSON.readTree(client.get("audit/key"));
            kme.out().println(key.path("log").asText() + ' ' + key.path("pin").asText());
        });
    }
}
