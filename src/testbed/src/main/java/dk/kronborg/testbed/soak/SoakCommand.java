package dk.kronborg.testbed.soak;

import dk.kronborg.testbed.launcher.ApplicationOption;
import dk.kronborg.testbed.launcher.DirectoryOption;
import dk.kronborg.testbed.launcher.ReferenceNetworkConverter;
import dk.kronborg.testbed.launcher.RunningDemo;
import dk.kronborg.testbed.network.ReferenceNetwork;
import dk.kronborg.testbed.process.Directories;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code soak}: a network of its own under load and faults; exit status 1 if anything happened that must not. */
@Command(
        name = "soak",
        description =
                "Starts a network of its own, lets SAEs order and fetch keys, kills, stops and parts its processes or cuts"
                        + " its links meanwhile, and checks what the SAEs saw.",
        mixinStandardHelpOptions = true)
public final class SoakCommand implements Callable<Integer> {

    @Option(
            names = "--sites",
            paramLabel = "SITES",
            converter = ReferenceNetworkConverter.class,
            description =
                    "quick: its processes are killed, stopped and parted; qci-dk or ring: each of its links is cut"
                            + " once (default: ${DEFAULT-VALUE})")
    private ReferenceNetwork sites = ReferenceNetwork.QUICK;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "how long faults of processes go on, at least (default: ${DEFAULT-VALUE})")
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

    @Option(names = "--links", split = ",", paramLabel = "LINK", description = "which links are cut (default: all)")
    private List<String> links = List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "where the network keeps everything (default: .kronborg/soak-SITES in the project, which"
                    + " is emptied first)")
    private @Nullable Path directory;

    @Mixin
    private ApplicationOption application = new ApplicationOption();

    @Override
    public Integer call() throws Exception {
        List<LinkId> cut = links(sites.plan());
        Path own = DirectoryOption.HOME.resolve(".kronborg/soak-" + sites);
        Path place = directory == null ? own : directory;
        if (place.equals(own)) {
            // Of an earlier soak, which had other ports. What else is in a directory that somebody names is not ours to
            // delete.
            Directories.delete(own);
        }
        System.out.println("Starting a network in " + place + "; seed " + seed);
        SoakReport report = sites == ReferenceNetwork.QUICK ? ofProcesses(place) : ofLinks(place, cut);
        System.out.print(report.text());
        return report.verdict().violations().isEmpty() ? 0 : 1;
    }

    /** Those that are to be cut. */
    private List<LinkId> links(Network plan) {
        List<LinkId> all = sites == ReferenceNetwork.QUICK
                ? List.of()
                : plan.links().stream().map(Link::id).toList();
        List<String> unknown = links.stream()
                .filter(link -> all.stream().map(LinkId::value).noneMatch(link::equals))
                .toList();
        if (!unknown.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "links that can be cut in " + sites + " are " + all + ", got " + unknown);
        }
        return all.stream()
                .filter(link -> links.isEmpty() || links.contains(link.value()))
                .toList();
    }

    private SoakReport ofProcesses(Path place) throws IOException, InterruptedException {
        try (RunningDemo demo = RunningDemo.startWired(sites, place, application.path())) {
            return Soak.ofProcesses(Duration.ofSeconds(seconds), kills, seed).run(demo, System.out::println);
        }
    }

    private SoakReport ofLinks(Path place, List<LinkId> cut) throws IOException, InterruptedException {
        try (RunningDemo demo = RunningDemo.start(sites, place, application.path(), sites.settings(LinkCut.SETTINGS))) {
            return Soak.ofLinks(sites.plan(), cut, seed).run(demo, System.out::println);
        }
    }
}
