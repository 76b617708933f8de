package dk.kronborg.administration.shell;

import dk.kronborg.topology.identity.LinkId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which blocks an order is about: those that meet every option given, at least one. */
final class BlockOptions {

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(names = "--block", paramLabel = "ID", description = "a block by its device's name for it; may be repeated")
    private List<UUID> blocks = List.of();

    @Option(names = "--link", paramLabel = "LINK", description = "blocks of one link")
    private @Nullable LinkId link;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "blocks made then or later, such as 2026-07-02T12:00:00Z")
    private @Nullable Instant from;

    @Option(names = "--until", paramLabel = "TIME", description = "blocks made before then")
    private @Nullable Instant until;

    @Mixin
    private ReasonOption reason = new ReasonOption();

    /** The order's JSON. */
    Map<String, Object> order() {
        if (blocks.isEmpty() && link == null && from == null && until == null) {
            throw wrong("say which blocks: --block, --link, --from, --until, or several of them");
        }
        if (from != null && until != null && !from.isBefore(until)) {
            throw wrong("--from has to be before --until");
        }
        Map<String, Object> order = new LinkedHashMap<>();
        if (!blocks.isEmpty()) {
            order.put("blocks", blocks);
        }
        if (link != null) {
            order.put("link", link.value());
        }
        if (from != null) {
            order.put("produced_from", from.toString());
        }
        if (until != null) {
            order.put("produced_until", until.toString());
        }
        reason.putInto(order);
        return order;
    }

    private ParameterException wrong(String fault) {
        CommandLine line = command == null ? new CommandLine(this) : command.commandLine();
        return new ParameterException(line, fault);
    }
}
