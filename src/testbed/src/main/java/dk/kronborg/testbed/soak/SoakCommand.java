package dk.kronborg.testbed.soak;

import dk.kronborg.testbed.launcher.ApplicationOption;
import dk.kronborg.testbed.launcher.DirectoryOption;
import dk.kronborg.testbed.launcher.RunningDemo;
import dk.kronborg.testbed.network.ReferenceNetwork;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code soak}: a network of its own under load and faults; exit status 1 if anything happened that must not. */
@Command(
        name = "soak",
        description =
                "Starts a network of its own, lets SAEs order and fetch keys, kills, stops and parts its processes"
                        + " meanwhile, and checks what the SAEs saw.",
        mixinStandardHelpOptions = true)
public final class SoakCommand implements Callable<Integer> {

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "how long faults go on, at least (default: ${DEFAULT-VALUE})")
    private int seconds = 120;

    @Option(
            names = "--kills",
            paramLabel = "N",
            description = "how many processes are killed, at least (default: ${DEFAULT-VALUE})")
    private int kills = 12;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "decides the order of the faults (default: a new one, which is printed)")
    private long seed = new SecureRandom().nextLong(1_000_000);

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "where the network keeps everything (default: .kronborg/soak in the project)")
    private Path directory = DirectoryOption.HOME.resolve(".kronborg").resolve("soak");

    @Mixin
    private ApplicationOption application = new ApplicationOption();

    @Override
    public Integer call() throws Exception {
        Soak soak = new Soak(Duration.ofSeconds(seconds), kills, seed);
        System.out.println("Starting a network in " + directory + "; seed " + seed);
        try (RunningDemo demo = RunningDemo.startWired(ReferenceNetwork.QUICK, directory, application.path())) {
            SoakReport report = soak.run(demo, System.out::println);
            System.out.print(report.text());
            return report.verdict().violations().isEmpty() ? 0 : 1;
        }
    }
}
