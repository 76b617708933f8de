package dk.kronborg.audit;

import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * What auditors do on their own machines. Exit status 0: done, and every log is whole; 1: one is not, or cannot be read, with
 * the place and the reason; 2: wrong use.
 */
@Command(
        name = "kronborg audit",
        description = "Verifies audit logs.",
        mixinStandardHelpOptions = true,
        subcommands = VerifyCommand.class,
        synopsisSubcommandLabel = "COMMAND")
public final class AuditCommand {

    private static final String NAME = "kronborg";

    AuditCommand() {}

    /** Runs one command and ends with its exit status. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** Runs one command and returns its exit status. */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return commandLine().setOut(out).setErr(err).execute(arguments);
    }

    private static CommandLine commandLine() {
        return new CommandLine(new AuditCommand()).setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof IOException) {
                command.getErr().println(NAME + ": " + failure.getMessage());
                return CommandLine.ExitCode.SOFTWARE;
            }
            throw failure;
        });
    }
}
