package dk.kronborg.testbed.bench;

import dk.kronborg.testbed.launcher.RunningDemo;
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

/** Measures goals. */
public final class Bench {

    private static final int LINKS_OF_A_PROBE = 100;

    private final Plan plan;
    private final Consumer<String> progress;
    private final Machine machine = new Machine();

    Bench(Plan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /**
     * Measures goals, by their numbers, on a network that others use too: a check that the bench works, and no
     * measurement. One round after one of warm-up, with arms of a second.
     *
     * @param goals those of keys, but not P11 and P12
     * @param out   where the report is written
     * @return the report's path without its end, {@code .json} or {@code .html}
     */
    public static Path probe(RunningDemo demo, Collection<String> goals, Path out) throws IOException {
        try (Stages stages = Stages.around(demo)) {
            return probe(stages, demo.network().directory(), goals, out);
        }
    }

    /** The same with the goals of telemetry, on a centre of its own in that directory. */
    public static Path probe(Path directory, Path application, Collection<String> goals, Path out) throws IOException {
        try (Stages stages = new Stages(directory, application, Path.of(""), LINKS_OF_A_PROBE, line -> {})) {
            return probe(stages, directory, goals, out);
        }
    }

    private static Path probe(Stages stages, Path directory, Collection<String> goals, Path out) throws IOException {
        List<Goal> wanted = goals.stream().map(Goal::valueOf).toList();
        Bench bench = new Bench(new Plan(1, 1, Duration.ofSeconds(1)), line -> {});
        return bench.measure(stages, directory, EnumSet.copyOf(wanted)).write(out);
    }

    /**
     * Measures goals in their order.
     *
     * @param directory on the disk that is measured
     */
    Report measure(Stages stages, Path directory, Collection<Goal> goals) throws IOException {
        Instant began = Instant.now();
        List<Figure> figures = new ArrayList<>();
        Map<String, String> facts = machine.facts(directory);
        Interleaved rounds = new Interleaved(plan, machine, progress);
        for (Goal goal : goals) {
            figures.addAll(goal.measure(stages, rounds));
        }
        return new Report(began, plan, facts, figures);
    }
}
