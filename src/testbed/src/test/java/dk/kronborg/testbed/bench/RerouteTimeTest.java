package dk.kronborg.testbed.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RerouteTimeTest {

    /** In a small network; what it measures here is no figure. */
    @Test
    void measuresCuts() throws IOException {
        Interleaved rounds = new Interleaved(new Plan(2, 0, Duration.ofMillis(200)), new Machine(), line -> {});

        List<Figure> figures = new RerouteTime(rounds, 40, 120).run();

        assertThat(figures).hasSize(3).allSatisfy(figure -> {
            assertThat(figure.points()).hasSize(2).allMatch(point -> point.ours() > 0);
        });
        assertThat(figures.get(1).verdict()).isEqualTo("not judged");
    }
}
