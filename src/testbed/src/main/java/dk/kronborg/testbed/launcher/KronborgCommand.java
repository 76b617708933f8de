package dk.kronborg.testbed.launcher;

import dk.kronborg.testbed.bench.BenchCommand;
import dk.kronborg.testbed.soak.SoakCommand;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program behind the script {@code kronborg}: exit status 0 for success, 1 for a failure, 2 for wrong use. */
@Command(
        name = "kronborg",
        description = "Runs a quantum key distribution network on this machine.",
        subcommands = {
            DemoCommand.class,
            StopCommand.class,
            FaultCommand.class,
            ScenarioCommand.class,
            StatusCommand.class,
            SoakCommand.class,
            BenchCommand.class
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class KronborgCommand {

    private KronborgCommand() {}

    /** Runs one command and ends with its exit status. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new KronborgCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof IOException) {
                        command.getErr().println("kronborg: " + failure.getMessage());
                        return CommandLine.ExitCode.SOFTWARE;
                    }
                    throw failure;
                });
    }
}
