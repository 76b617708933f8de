package dk.kronborg;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.testbed.launcher.RunningDemo;
import dk.kronborg.testbed.network.ReferenceNetwork;
import dk.kronborg.testbed.process.Directories;
import dk.kronborg.testbed.soak.Soak;
import dk.kronborg.testbed.soak.SoakReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Keys through kill -9, stopped processes and cut wires, on a network of its own. */
class KillLoopIT {

    private static final Path PLACE = Path.of("target/soaked").toAbsolutePath();

    /** Each process once. */
    private static final int KILLS = 4;

    private static RunningDemo demo;

    @BeforeAll
    static void start() throws IOException {
        Directories.delete(PLACE);
        demo = RunningDemo.startWired(
                ReferenceNetwork.QUICK, PLACE, Path.of(System.getProperty("kronborg.application")));
    }

    @AfterAll
    static void stop() {
        demo.close();
    }

    @Test
    void noKeyIsEverWrongLostOrDeliveredTwice() throws Exception {
        long seed = Long.getLong("kronborg.seed", System.nanoTime() % 1_000_000);
        SoakReport report =
                Soak.ofProcesses(Duration.ofSeconds(40), KILLS, seed).run(demo, System.out::println);
        System.out.println(report.text());

        assertThat(report.verdict().violations()).as(report.text()).isEmpty();
        assertThat(report.kills()).isGreaterThanOrEqualTo(KILLS);
        assertThat(report.verdict().keys()).isGreaterThan(2000);
        assertThat(report.verdict().deliveries()).isGreaterThan(2000);
        assertThat(report.verdict().burnt())
                .isLessThanOrEqualTo(report.verdict().inFlight());
        assertThat(report.undisturbedRequests()).isGreaterThan(100);
    }
}
