package dk.kronborg.testbed.bench;

import dk.kronborg.testbed.launcher.RunningDemo;
import dk.kronborg.testbed.network.ReferenceNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Measures goals on a running network. */
public final class Bench {

    private final Plan plan;
    private final Path hello;
    private final Consumer<String> progress;
    private final Machine machine = new Machine();

    /**
     * A bench of those rounds.
     *
     * @param hello {@code quarkus-run.jar} of the program to compare with
     */
    Bench(Plan plan, Path hello, Consumer<String> progress) {
        this.plan = plan;
        this.hello = hello;
        this.progress = progress;
    }

    /**
     * Measures goals, by their numbers, on a network that others use too: a check that the bench works, and no
     * measurement. One warm-up-free round with arms of a second.
     *
     * @param goals any but P11 and P12
     * @param out   where the report is written
     * @return the report's path without its end, {@code .json} or {@code .html}
     */
    public static Path probe(RunningDemo demo, Collection<String> goals, Path out) throws IOException {
        List<Goal> wanted = goals.stream().map(Goal::valueOf).toList();
        Bench bench = new Bench(new Plan(1, 0, Duration.ofSeconds(1)), Path.of(""), line -> {});
        return bench.measure(demo, EnumSet.copyOf(wanted)).write(out);
    }

    /** Starts the quick network with room for the bench, as processes of its own. */
    static RunningDemo network(Path directory, Path application) throws IOException {
        List<String> settings = new ArrayList<>();
        for (var kme : List.of(BenchNetwork.MASTER_KME, BenchNetwork.SLAVE_KME)) {
            BenchNetwork.SETTINGS.forEach(setting -> settings.add(kme + ":" + setting));
        }
        RunningDemo demo =
                RunningDemo.start(ReferenceNetwork.QUICK, directory, application, settings.toArray(String[]::new));
        try {
            // The bench delivers its own blocks.
            for (var link : demo.network().links()) {
                demo.fault(link.id(), "cut");
            }
            return demo;
        } catch (IOException e) {
            demo.close();
            throw e;
        }
    }

    Report measure(RunningDemo demo, Collection<Goal> goals) throws IOException {
        Instant began = Instant.now();
        List<Figure> figures = new ArrayList<>();
        Map<String, String> facts;
        try (BenchNetwork network = new BenchNetwork(demo, hello)) {
            facts = machine.facts(network.directory());
            Interleaved rounds = new Interleaved(plan, machine, progress);
            for (Goal goal : goals) {
                figures.addAll(goal.measure(network, rounds));
            }
        }
        return new Report(began, plan, facts, figures);
    }
}
