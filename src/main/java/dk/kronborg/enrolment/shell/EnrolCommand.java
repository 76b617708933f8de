package dk.kronborg.enrolment.shell;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The ceremony by which a KME is enrolled, at the KME's side. Exit status 0: done; 1: refused or failed, with the reason on
 * the standard error; 2: wrong use.
 */
@Command(
        name = "kronborg kme enrol",
        description = "Makes the keys of a KME and pins whose network map it follows: docs/enrolment.md.",
        mixinStandardHelpOptions = true,
        subcommands = {BeginCommand.class, FinishCommand.class},
        synopsisSubcommandLabel = "COMMAND")
public final class EnrolCommand {

    EnrolCommand() {}

    /** Runs one command and ends with its exit status. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new EnrolCommand())
                .setExecutionExceptionHandler((fault, line, parsed) -> {
                    line.getErr().println("kronborg kme enrol: " + fault.getMessage());
                    return 1;
                })
                .execute(arguments));
    }
}
