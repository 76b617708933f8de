package dk.kronborg.approval;

import dk.kronborg.topology.identity.OfficerId;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.TypeConversionException;

/**
 * What officers do on their own machines. Exit status 0: done; 1: refused or failed, with the reason on the standard error;
 * 2: wrong use.
 */
@Command(
        name = "kronborg",
        description = "Approves changes of the network map that touch security.",
        mixinStandardHelpOptions = true,
        subcommands = {ApproveCommand.class, OfficerKeyCommand.class},
        synopsisSubcommandLabel = "COMMAND")
public final class OfficerCommand {

    private static final String NAME = "kronborg";

    OfficerCommand() {}

    /** Runs one command and ends with its exit status. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** Runs one command and returns its exit status. */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return commandLine().setOut(out).setErr(err).execute(arguments);
    }

    private static CommandLine commandLine() {
        return new CommandLine(new OfficerCommand())
                .registerConverter(OfficerId.class, OfficerCommand::officer)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof IOException || failure instanceof IllegalArgumentException) {
                        command.getErr().println(NAME + ": " + failure.getMessage());
                        return CommandLine.ExitCode.SOFTWARE;
                    }
                    throw failure;
                });
    }

    private static OfficerId officer(String text) {
        try {
            return new OfficerId(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
