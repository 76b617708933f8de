package dk.kronborg.testbed.bench;

import dk.kronborg.testbed.launcher.ApplicationOption;
import dk.kronborg.testbed.launcher.DirectoryOption;
import dk.kronborg.testbed.process.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench}: starts a network, measures the goals of performance on it, and reports. */
@Command(
        name = "bench",
        description = "Measures the goals of performance on networks of its own, each against a reference of the"
                + " same run; docs/bench.md tells what is measured. Nothing else should run meanwhile.",
        mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--rounds", paramLabel = "N", description = "measured rounds (default: ${DEFAULT-VALUE})")
    private int rounds = 5;

    @Option(names = "--warm-up", paramLabel = "N", description = "rounds before them (default: ${DEFAULT-VALUE})")
    private int warmUp = 2;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "how long each arm of a round runs (default: ${DEFAULT-VALUE})")
    private double seconds = 8;

    @Option(
            names = "--only",
            paramLabel = "GOAL",
            split = ",",
            description = "measure only these goals: ${COMPLETION-CANDIDATES}")
    private List<Goal> only = List.of();

    @Option(
            names = "--links",
            paramLabel = "N",
            description = "links whose telemetry is measured, an even number from 10 on (default: ${DEFAULT-VALUE})")
    private int links = 2000;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "where the network lives while it is measured (default: .kronborg/bench in the project)")
    private Path directory = DirectoryOption.HOME.resolve(".kronborg").resolve("bench");

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "where the report goes (default: target/bench in the project)")
    private Path out = DirectoryOption.HOME.resolve("target").resolve("bench");

    @Mixin
    private ApplicationOption application = new ApplicationOption();

    @Option(
            names = "--hello",
            paramLabel = "JAR",
            description = "the program that start and memory are compared with (default:"
                    + " src/testbed/hello/target/quarkus-app/quarkus-run.jar in the project)")
    private Path hello = DirectoryOption.HOME.resolve("src/testbed/hello/target/quarkus-app/quarkus-run.jar");

    @Override
    public Integer call() throws IOException {
        Plan plan = plan();
        if (!Files.isRegularFile(application.path())) {
            throw new IOException("the program is not built: " + application.path()
                    + " is missing; \"./kronborg bench\"" + " builds it, or \"mvn package\"");
        }
        Consumer<String> progress = line -> {
            spec.commandLine().getOut().println(line);
            spec.commandLine().getOut().flush();
        };
        Files.createDirectories(directory);
        Path place = Files.createTempDirectory(directory, "network-");
        Report report;
        try (Stages stages = new Stages(place, application.path(), hello.toAbsolutePath(), links, progress)) {
            report = new Bench(plan, progress)
                    .measure(stages, place, only.isEmpty() ? EnumSet.allOf(Goal.class) : EnumSet.copyOf(only));
        }
        // What is left when something failed stays, to be looked at.
        Directories.delete(place);
        Path written = report.write(out);
        progress.accept("\n" + report.table());
        progress.accept("written to " + written + ".html and .json");
        return CommandLine.ExitCode.OK;
    }

    private Plan plan() {
        try {
            return new Plan(rounds, warmUp, Duration.ofMillis(Math.round(seconds * 1000)));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
