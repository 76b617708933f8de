package dk.kronborg.testbed.launcher;

import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.scenario.LivePlay;
import dk.kronborg.testbed.scenario.Scenario;
import dk.kronborg.testbed.scenario.ScenarioYaml;
import dk.kronborg.testbed.scenario.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code scenario}: plays a scenario on the running network, in real time. */
@Command(
        name = "scenario",
        description = "Plays a scenario on the running network, in real time, and repairs the links afterwards."
                + " docs/scenarios.md tells how one is written.",
        mixinStandardHelpOptions = true)
final class ScenarioCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "a YAML file, or the name of a scenario that comes with the testbed, such as fibre-cut")
    private String file = "";

    @Mixin
    private DirectoryOption directory = new DirectoryOption();

    @Override
    public Integer call() throws Exception {
        Scenario scenario = scenario();
        DemoDirectory place = directory.directory();
        requireItsNetwork(scenario, place);
        ControlClient control = new ControlClient(place);
        long start = System.nanoTime();
        LivePlay play = new LivePlay(
                scenario,
                control::fault,
                time -> TimeUnit.NANOSECONDS.sleep(start + time.toNanos() - System.nanoTime()),
                System.out);
        // Ctrl-C ends the JVM without any finally.
        Thread repair = new Thread(() -> repair(play), "repair");
        Runtime.getRuntime().addShutdownHook(repair);
        play.play();
        Runtime.getRuntime().removeShutdownHook(repair);
        return 0;
    }

    private static void repair(LivePlay play) {
        try {
            play.repair();
        } catch (IOException e) {
            System.err.println("kronborg: the links are not repaired: " + e.getMessage());
        }
    }

    private Scenario scenario() throws IOException {
        try {
            Path path = Path.of(file);
            return Files.isRegularFile(path) ? ScenarioYaml.read(path) : Scenarios.named(file);
        } catch (IllegalArgumentException e) {
            throw new DemoFailedException("scenario: " + e.getMessage(), e);
        }
    }

    private static void requireItsNetwork(Scenario scenario, DemoDirectory place) throws IOException {
        ControlFile.read(place);
        List<String> running = DemoNetwork.read(place.networkJson()).links().stream()
                .map(DemoNetwork.Link::id)
                .toList();
        List<String> needed = scenario.network().plan().links().stream()
                .map(link -> link.id().value())
                .toList();
        if (!running.equals(needed)) {
            throw new DemoFailedException("scenario " + scenario.name() + " plays on \"" + scenario.network()
                    + "\" with links " + needed + ", but here runs a network with links " + running);
        }
    }
}
