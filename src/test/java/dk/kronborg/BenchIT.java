package dk.kronborg;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dk.kronborg.testbed.bench.Bench;
import dk.kronborg.testbed.launcher.RunningDemo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The bench works: it fills pools, asks, compares and reports. What it measures here in a second means nothing. */
@ExtendWith(RunningNetwork.class)
class BenchIT {

    private final RunningDemo demo;

    BenchIT(RunningDemo demo) {
        this.demo = demo;
    }

    @Test
    void measuresSizeThroughputAndRequests(@TempDir Path directory) throws IOException {
        Path written = Bench.probe(demo, List.of("P13", "P1", "P5"), directory);

        JsonNode figures =
                new ObjectMapper().readTree(Path.of(written + ".json").toFile()).path("figures");
        assertThat(figures.findValuesAsText("goal")).containsExactlyInAnyOrder("P13", "P1", "P1", "P5");
        for (JsonNode figure : figures) {
            JsonNode round = figure.path("rounds").path(0);
            assertThat(round.path("ours").asDouble()).as(figure.toString()).isPositive();
            boolean compared = !figure.path("reference").asText().isEmpty();
            assertThat(round.path("reference").asDouble() > 0)
                    .as(figure.toString())
                    .isEqualTo(compared);
        }
        // A key has 32 bytes, and they are on disk with something beside them.
        assertThat(figures.path(0).path("value").asDouble()).isGreaterThan(32.0);
    }
}
