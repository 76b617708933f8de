package dk.kronborg.testbed.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Everything that one run of the bench found.
 *
 * @param began   when it began
 * @param machine what it ran on, by name
 * @param figures in the order of measuring
 */
record Report(Instant began, Plan plan, Map<String, String> machine, List<Figure> figures) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    Report {
        figures = List.copyOf(figures);
    }

    /** Writes {@code <time>.json} and {@code <time>.html}, and returns the path without the end. */
    Path write(Path directory) throws IOException {
        Files.createDirectories(directory);
        String name = began.truncatedTo(ChronoUnit.SECONDS).toString().replace(':', '-');
        Files.writeString(directory.resolve(name + ".json"), json());
        Files.writeString(directory.resolve(name + ".html"), new ReportPage(this).html());
        return directory.resolve(name);
    }

    /** A line for each figure. */
    String table() {
        StringBuilder table = new StringBuilder(row("", "what", "ours", "reference", "judged", "floor", "goal", ""));
        for (Figure figure : figures) {
            table.append(row(
                    figure.goal(),
                    figure.what() + " [" + figure.unit() + ']',
                    Numbers.shown(figure.medianOfOurs()),
                    Numbers.shown(figure.medianOfReference()),
                    shown(figure, figure.value()),
                    shown(figure, figure.bound().floor()),
                    shown(figure, figure.bound().goal()),
                    figure.verdict()));
        }
        return table.toString();
    }

    private static String row(String... cells) {
        return String.format(Locale.ROOT, "%-4s %-58s %9s %9s %9s %8s %8s  %s%n", (Object[]) cells);
    }

    /** A value that is judged, or what it is held against. */
    static String shown(Figure figure, double value) {
        return Numbers.shown(value) + (figure.ratio() && !Double.isNaN(value) ? " x" : "");
    }

    /** The same for programs; what is not a number is left out. */
    String json() throws IOException {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("began", began.toString());
        root.put("rounds", plan.rounds());
        root.put("warm_up_rounds", plan.warmUp());
        root.put("arm_seconds", plan.armSeconds());
        ObjectNode facts = root.putObject("machine");
        machine.forEach(facts::put);
        var list = root.putArray("figures");
        for (Figure figure : figures) {
            ObjectNode node = list.addObject();
            node.put("goal", figure.goal());
            node.put("what", figure.what());
            node.put("unit", figure.unit());
            node.put("judged_as", figure.ratio() ? "ratio" : "value");
            node.put("better", figure.bound().better().name().toLowerCase(Locale.ROOT));
            node.put("reference", figure.reference());
            number(node, "value", figure.value());
            number(node, "floor_at", figure.bound().floor());
            number(node, "goal_at", figure.bound().goal());
            number(node, "median_ours", figure.medianOfOurs());
            number(node, "median_reference", figure.medianOfReference());
            node.put("floor_reached", figure.bound().reachesFloor(figure.value()));
            node.put("goal_reached", figure.bound().reachesGoal(figure.value()));
            var rounds = node.putArray("rounds");
            for (Point point : figure.points()) {
                ObjectNode round = rounds.addObject();
                number(round, "ours", point.ours());
                number(round, "reference", point.reference());
                number(round, "ratio", point.ratio());
                number(round, "load", point.conditions().load());
                number(round, "steal", point.conditions().steal());
            }
        }
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    private static void number(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        }
    }
}
