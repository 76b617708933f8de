package dk.kronborg.administration.shell;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code release} and {@code release approve}: the two halves of the two-person rule. */
@Command(
        name = "release",
        description = "Asks for the release of blocks from quarantine; another operator has to approve it.",
        mixinStandardHelpOptions = true)
final class ReleaseCommand implements Callable<Integer> {

    @ParentCommand
    private KmeCommand kme;

    @Mixin
    private BlockOptions blocks = new BlockOptions();

    /** The parent, until the command line puts in the right one. */
    ReleaseCommand() {
        this.kme = new KmeCommand();
    }

    @Override
    public Integer call() throws IOException {
        Map<String, Object> order = blocks.order();
        kme.work(client -> {
            long request = client.post("releases", order).path("request").asLong();
            kme.out()
                    .println("request " + request
                            + " waits for another operator, who approves it with: release approve " + request);
        });
        return 0;
    }

    @Command(name = "approve", description = "Approves a release that another operator asked for.")
    void approve(@Parameters(paramLabel = "N", description = "number of the request") @Nullable Long request)
            throws IOException {
        kme.work(client -> {
            client.post("releases/" + request + "/approval", Map.of());
            kme.out().println("request " + request + " is approved; its blocks are released");
        });
    }
}
