package dk.kronborg.administration.shell;

import dk.kronborg.topology.identity.SaeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code report}: the month of a KME or of one of its SAEs, on the standard output or in a file. */
@Command(
        name = "report",
        description = "Shows what the KME's SAEs were given and refused in a month, and the modes of its pools.",
        mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {

    @ParentCommand
    private KmeCommand kme;

    @Option(names = "--month", paramLabel = "MONTH", required = true, description = "in UTC, such as 2026-11")
    private @Nullable YearMonth month;

    @Option(names = "--sae", paramLabel = "SAE", description = "of this KME (default: all)")
    private @Nullable SaeId sae;

    @Option(names = "--csv", description = "a line for each pair of SAEs, instead of JSON")
    private boolean csv;

    @Option(names = "--output", paramLabel = "FILE", description = "where to (default: standard output)")
    private @Nullable Path output;

    /** The parent, until the command line puts in the right one. */
    ReportCommand() {
        this.kme = new KmeCommand();
    }

    @Override
    public Integer call() throws IOException {
        kme.work(client -> {
            String json = client.get("reports/" + month + (sae == null ? "" : "?sae=" + sae));
            String report = csv ? ReportCsv.of(AdministrationClient.JSON.readTree(json)) : json + '\n';
            if (output == null) {
                kme.out().print(report);
                kme.out().flush();
            } else {
                Files.writeString(output, report);
            }
        });
        return 0;
    }
}
