package dk.kronborg.administration.shell;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --reason}, noted at the KME with the operator's name. */
final class ReasonOption {

    @Option(names = "--reason", paramLabel = "TEXT", description = "why, one line: noted with your name")
    private @Nullable String reason;

    void putInto(Map<String, Object> order) {
        if (reason != null) {
            order.put("reason", reason);
        }
    }
}
