package dk.kronborg.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.testbed.network.FreePorts;
import dk.kronborg.topology.identity.KmeId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A broker that is not as it should be costs the thread that asks it seconds. */
@Timeout(60)
class BrokerMapSourceTest {

    private static final Duration A_LOOK_AND_SOME = Duration.ofSeconds(8);

    private static BrokerMapSource at(String broker) {
        return new BrokerMapSource(new KmeId("KME-MFA"), Map.of("bootstrap.servers", broker));
    }

    private static void assertGivesUpInTime(BrokerMapSource source) {
        long start = System.nanoTime();

        assertThatThrownBy(source::head).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> source.map(Optional.of(2L))).isInstanceOf(IOException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(A_LOOK_AND_SOME.multipliedBy(2));
    }

    @Test
    void givesUpOnABrokerThatIsAway() throws IOException {
        try (BrokerMapSource source = at("127.0.0.1:" + FreePorts.find())) {
            assertGivesUpInTime(source);
        }
    }

    @Test
    void givesUpOnABrokerThatTakesConnectionsAndSaysNothing() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                BrokerMapSource source = at("127.0.0.1:" + silent.getLocalPort())) {
            assertGivesUpInTime(source);
        }
    }

    @Test
    void givesUpOnABrokerWhoseNameNobodyKnows() {
        try (BrokerMapSource source = at("kafka.invalid:9092")) {
            assertThatThrownBy(source::head).isInstanceOf(IOException.class);
        }
    }

    @Test
    void isClosedWhileItWaits() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            BrokerMapSource source = at("127.0.0.1:" + silent.getLocalPort());
            CompletableFuture<Throwable> asked = new CompletableFuture<>();
            Thread asking = Thread.ofVirtual().start(() -> {
                try {
                    source.head();
                } catch (IOException | InterruptedException e) {
                    asked.complete(e);
                }
            });
            silent.accept();

            asking.interrupt();
            source.close();

            assertThat(asked.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        }
    }
}
