package dk.kronborg.testbed.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dk.kronborg.linkmonitor.keyrate.PlannedKeyRate;
import dk.kronborg.testbed.network.ReferenceNetwork;
import dk.kronborg.topology.network.Link;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is planned is what undisturbed devices make: two computations of one model, of every technology. */
class PlannedKeyRateTest {

    static Stream<Link> links() {
        return Stream.of(ReferenceNetwork.TECHNOLOGIES, ReferenceNetwork.QCI_DK)
                .flatMap(network -> network.plan().links().stream());
    }

    @ParameterizedTest
    @MethodSource("links")
    void isWhatUndisturbedDevicesMake(Link link) {
        double made = QuantumSystem.of(link).keyRate(Disturbance.NONE).bitsPerSecond();

        assertThat(made).isPositive();
        assertThat(PlannedKeyRate.of(link).bitsPerSecond()).isCloseTo(made, within(1e-9 * made));
    }
}
