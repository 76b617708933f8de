package dk.kronborg.testbed.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    private static final Conditions QUIET = new Conditions(1.5, 0.01);

    /** The ratios are 0.5, 2 and 0.1. */
    private static final List<Round<Double, Double>> ROUNDS =
            List.of(new Round<>(20.0, 40.0, QUIET), new Round<>(80.0, 40.0, QUIET), new Round<>(10.0, 100.0, QUIET));

    private static Figure ratio(Bound bound) {
        return Figure.ratio(
                "P1", "keys & more", "keys/s", "a <queue>", bound, ROUNDS, Double::doubleValue, Double::doubleValue);
    }

    @Test
    void judgesTheMedianOfTheRatiosAndNotTheRatioOfMedians() {
        List<Round<Double, Double>> rounds = List.of(
                new Round<>(10.0, 100.0, QUIET), new Round<>(20.0, 20.0, QUIET), new Round<>(30.0, 10.0, QUIET));
        Figure figure =
                Figure.ratio("P1", "", "", "-", Bound.atLeast(1, 2), rounds, Double::doubleValue, value -> 2 * value);

        assertThat(figure.value()).isEqualTo(0.5);
        assertThat(figure.medianOfOurs()).isEqualTo(20);
        assertThat(figure.medianOfReference()).isEqualTo(40);
        assertThat(ratio(Bound.atLeast(1, 2)).value()).isEqualTo(0.5);
    }

    @Test
    void theMedianIsTheMiddleOrTheMeanOfTheMiddleTwo() {
        assertThat(Median.of(List.of(9.0, 1.0, 4.0))).isEqualTo(4);
        assertThat(Median.of(List.of(9.0, 1.0, 4.0, 5.0))).isEqualTo(4.5);
        assertThatThrownBy(() -> Median.of(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Median.of(List.of(1.0, Double.NaN))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void saysWhetherFloorAndGoalAreReached() {
        assertThat(Bound.atLeast(0.1, 0.5).verdict(0.5)).isEqualTo("GOAL");
        assertThat(Bound.atLeast(0.1, 0.5).verdict(0.4)).isEqualTo("floor");
        assertThat(Bound.atLeast(0.1, 0.5).verdict(0.09)).isEqualTo("below the floor");
        assertThat(Bound.atMost(10, 4).verdict(4)).isEqualTo("GOAL");
        assertThat(Bound.atMost(10, 4).verdict(9)).isEqualTo("floor");
        assertThat(Bound.atMost(10, 4).verdict(11)).isEqualTo("below the floor");
        assertThat(Bound.atLeast(Double.NaN, 53_600).verdict(1)).isEqualTo("below the goal");
    }

    @Test
    void writesJsonAndOnePageThatNeedsNothingElse(@TempDir Path directory) throws IOException {
        Figure absolute =
                Figure.absolute("P1", "keys", "keys/s", Bound.atLeast(Double.NaN, 53_600), ROUNDS, Double::doubleValue);
        Report report = new Report(
                Instant.parse("2026-07-02T08:00:10.250Z"),
                new Plan(3, 0, Duration.ofSeconds(8)),
                Map.of("processors", "2"),
                List.of(ratio(Bound.atLeast(0.1, 0.6)), absolute));

        Path written = report.write(directory.resolve("new"));

        assertThat(written).hasFileName("2026-07-02T08-00-10Z");
        JsonNode json = new ObjectMapper().readTree(Path.of(written + ".json").toFile());
        JsonNode first = json.path("figures").path(0);
        assertThat(first.path("value").asDouble()).isEqualTo(0.5);
        assertThat(first.path("floor_reached").asBoolean()).isTrue();
        assertThat(first.path("goal_reached").asBoolean()).isFalse();
        assertThat(first.path("rounds").path(2).path("ratio").asDouble()).isEqualTo(0.1);
        assertThat(first.path("rounds").path(2).path("steal").asDouble()).isEqualTo(0.01);
        assertThat(json.path("figures").path(1).has("floor_at")).isFalse();
        String page = Files.readString(Path.of(written + ".html"));
        assertThat(page)
                .contains("keys &amp; more", "a &lt;queue&gt;", "processors: 2", "0.500 x")
                .doesNotContain("http", "<script", "NaN");
        assertThat(page.split("<circle", -1)).hasSize(1 + 2 * ROUNDS.size());
        assertThat(report.table()).contains("0.500 x", "0.100 x", "0.600 x", "floor");
    }

    @Test
    void runsTheArmsInTurnAndForgetsTheWarmUp() throws IOException {
        List<String> order = new ArrayList<>();
        Interleaved interleaved = new Interleaved(new Plan(2, 1, Duration.ofSeconds(1)), new Machine(), line -> {});

        List<Round<Integer, Integer>> rounds = interleaved.run(
                "test",
                () -> {
                    order.add("ours");
                    return order.size();
                },
                () -> {
                    order.add("reference");
                    return order.size();
                });

        assertThat(order).containsExactly("ours", "reference", "ours", "reference", "ours", "reference");
        assertThat(rounds).extracting(Round::ours).containsExactly(3, 5);
        assertThat(rounds).extracting(Round::reference).containsExactly(4, 6);
    }
}
