package dk.kronborg.testbed.launcher;

import dk.kronborg.testbed.network.ReferenceNetwork;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code demo}: starts a network, and keeps it until it is stopped. */
@Command(
        name = "demo",
        description = "Starts a network and runs it until Ctrl-C or \"kronborg stop\".",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    @Option(
            names = "--sites",
            paramLabel = "NETWORK",
            defaultValue = "quick",
            converter = ReferenceNetworkConverter.class,
            description =
                    "which network: quick (3 sites, the default), qci-dk (13 sites), ring (5 sites, two ways between any two) or technologies (5 sites, a link of"
                            + " each technology)")
    private ReferenceNetwork sites = ReferenceNetwork.QUICK;

    @Option(names = "--detach", description = "return when the network is ready, and leave it running")
    private boolean detach;

    @Mixin
    private DirectoryOption directory = new DirectoryOption();

    @Option(
            names = "--port-base",
            paramLabel = "N",
            description = "first of the ports used on 127.0.0.1 (default: ${DEFAULT-VALUE}): console N, management of"
                    + " the centre N+1, PostgreSQL N+2, Kafka N+3 and N+4, control N+5; KME number k (from 0): SAE"
                    + " plane N+10+10k, then peer plane, device plane, management")
    private int portBase = 7100;

    @Mixin
    private ApplicationOption application = new ApplicationOption();

    @Option(
            names = "--set",
            paramLabel = "PROCESS:NAME=VALUE",
            converter = ProcessSettingConverter.class,
            description = "a further setting of the centre or of one KME, such as"
                    + " KME-DC2:kronborg.plane.sae.tls12=true; may be given several times")
    private List<ProcessSetting> further = List.of();

    @Option(
            names = "--wired",
            hidden = true,
            description = "KMEs reach each other by port N+15+10k, where somebody else passes on what they say")
    private boolean wired;

    @Override
    public Integer call() throws Exception {
        DemoSettings settings =
                new DemoSettings(sites, directory.directory(), portBase, application.path(), further, wired);
        settings.requireKnownProcesses();
        settings.requireApplication();
        return detach ? DetachedDemo.start(settings) : run(settings);
    }

    private static int run(DemoSettings settings) throws Exception {
        Progress progress = new Progress(System.out, Clock.systemUTC(), commandGiven());
        Demo demo = new Demo(settings, progress);
        Runtime.getRuntime().addShutdownHook(new Thread(demo::close, "stop"));
        try {
            demo.start();
            demo.awaitEnd();
            return CommandLine.ExitCode.OK;
        } catch (IOException e) {
            progress.step("FAILED: " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    /** When the person gave the command; the script, which may build first, passes it on. */
    private static Instant commandGiven() {
        String seconds = System.getProperty("kronborg.started", "");
        return seconds.matches("\\d+(\\.\\d+)?")
                ? Instant.ofEpochMilli((long) (Double.parseDouble(seconds) * 1000))
                : ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
    }
}
