package dk.kronborg.administration.shell;

import com.fasterxml.jackson.databind.JsonNode;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.identity.SaeId;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * Administers one KME from a shell. Exit status 0: done; 1: refused or failed, with the reason on the standard error;
 * 2: wrong use.
 */
@Command(
        name = "kronborg kme",
        description = "Administers one KME over its operator plane.",
        mixinStandardHelpOptions = true,
        subcommands = {ReleaseCommand.class, ReportCommand.class, AuditCommand.class},
        synopsisSubcommandLabel = "COMMAND")
public final class KmeCommand {

    private static final String NAME = "kronborg";

    /** Order of an operator to a KME. */
    interface Work {
        void with(AdministrationClient client) throws IOException;
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "connection file: url, certificate, key, trust, kme")
    private @Nullable Path config;

    KmeCommand() {}

    /** Runs one command and ends with its exit status. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** Runs one command and returns its exit status. */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return commandLine().setOut(out).setErr(err).execute(arguments);
    }

    private static CommandLine commandLine() {
        return new CommandLine(new KmeCommand())
                .registerConverter(UUID.class, KmeCommand::uuid)
                .registerConverter(Instant.class, KmeCommand::instant)
                .registerConverter(YearMonth.class, KmeCommand::month)
                .registerConverter(LinkId.class, named(LinkId::new))
                .registerConverter(SaeId.class, named(SaeId::new))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof IOException) {
                        command.getErr().println(NAME + ": " + failure.getMessage());
                        return CommandLine.ExitCode.SOFTWARE;
                    }
                    throw failure;
                });
    }

    private static UUID uuid(String text) {
        if (!text.matches("(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
            throw new TypeConversionException(
                    "expected a UUID such as 1d7f0f0c-6d2c-4a44-9f2e-0d6f5c3b2a19, got \"" + text + '"');
        }
        return UUID.fromString(text);
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new TypeConversionException("expected a time such as 2026-07-02T12:00:00Z, got \"" + text + '"');
        }
    }

    private static YearMonth month(String text) {
        try {
            return YearMonth.parse(text);
        } catch (DateTimeException e) {
            throw new TypeConversionException("expected a month such as 2026-11, got \"" + text + '"');
        }
    }

    private static <T> ITypeConverter<T> named(ITypeConverter<T> constructor) {
        return text -> {
            try {
                return constructor.convert(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        };
    }

    private CommandLine line() {
        return spec == null ? new CommandLine(this) : spec.commandLine();
    }

    PrintWriter out() {
        return line().getOut();
    }

    private ConnectionFile connection() throws IOException {
        if (config == null) {
            throw new ParameterException(line(), "say how the KME is reached, with --config FILE");
        }
        return ConnectionFile.read(config);
    }

    void work(Work work) throws IOException {
        try (AdministrationClient client = new AdministrationClient(connection())) {
            work.with(client);
        }
    }

    private static Map<String, Object> order(ReasonOption reason) {
        Map<String, Object> order = new LinkedHashMap<>();
        reason.putInto(order);
        return order;
    }

    @Command(name = "status", description = "Shows pools, drained SAEs, open requests and TLS sessions.")
    void status(@Option(names = "--json", description = "as the KME answers it") boolean json) throws IOException {
        work(client -> {
            String status = client.get("status");
            if (json) {
                out().println(status);
            } else {
                out().print(StatusText.of(AdministrationClient.JSON.readTree(status)));
                out().flush();
            }
        });
    }

    @Command(
            name = "hold",
            description = "Puts blocks into quarantine: nothing is delivered from them, at either end, until released.")
    void hold(@Mixin BlockOptions blocks) throws IOException {
        Map<String, Object> order = blocks.order();
        work(client -> out().println(changed(client.post("holds", order)) + " blocks put into quarantine"));
    }

    @Command(name = "void", description = "Destroys blocks, at both ends.")
    void voidBlocks(@Mixin BlockOptions blocks) throws IOException {
        Map<String, Object> order = blocks.order();
        work(client -> out().println(changed(client.post("voids", order)) + " blocks destroyed"));
    }

    @Command(name = "void-keys", description = "Lets nobody fetch these keys, at any KME.")
    void voidKeys(
            @Parameters(arity = "1..1000", paramLabel = "KEY_ID", description = "key_ID of a key") List<UUID> keys,
            @Mixin ReasonOption reason)
            throws IOException {
        Map<String, Object> order = order(reason);
        order.put("key_ids", keys);
        work(client ->
                out().println(changed(client.post("key-voids", order)) + " keys made void here; other KMEs are told"));
    }

    @Command(
            name = "drain",
            description = "Gives an SAE, or everybody, no fresh keys; what was delivered can be fetched.")
    void drain(
            @Parameters(arity = "0..1", paramLabel = "SAE", description = "SAE of any KME (default: everybody)")
                    @Nullable
                    SaeId sae,
            @Option(names = "--end", description = "end the drain") boolean end,
            @Mixin ReasonOption reason)
            throws IOException {
        Map<String, Object> order = order(reason);
        order.put("drain", !end);
        if (sae != null) {
            order.put("sae", sae.value());
        }
        String whom = sae == null ? "everybody" : sae.value();
        work(client -> {
            client.post("drains", order);
            out().println(end ? "the drain of " + whom + " has ended" : whom + " is drained");
        });
    }

    @Command(name = "rotate", description = "Makes a new key-encryption key and wraps all data keys under it.")
    void rotate(@Mixin ReasonOption reason) throws IOException {
        work(client -> {
            JsonNode rotated = client.post("rotations", order(reason));
            out().println("key-encryption key version " + rotated.path("version") + " wraps "
                    + rotated.path("data_keys") + " data keys; " + rotated.path("unreadable") + " could not be read");
        });
    }

    @Command(
            name = "zeroise",
            description = "Destroys every key of the KME, for good, and ends it. There is no way back.")
    void zeroise(
            @Option(
                            names = "--yes-destroy-all-keys-of",
                            required = true,
                            paramLabel = "KME",
                            description = "the KME's name, to be sure")
                    String kme,
            @Mixin ReasonOption reason)
            throws IOException {
        ConnectionFile connection = connection();
        if (!connection.kme().value().equals(kme)) {
            throw new ParameterException(line(), "this connection is to " + connection.kme() + ", not to " + kme);
        }
        Map<String, Object> order = order(reason);
        order.put("kme", kme);
        work(client -> {
            client.post("zeroisations", order);
            out().println("all keys of " + kme + " are destroyed; it ends now");
        });
    }

    private static long changed(JsonNode answer) {
        return answer.path("changed").asLong();
    }
}
