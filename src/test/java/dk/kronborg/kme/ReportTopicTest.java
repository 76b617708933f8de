package dk.kronborg.kme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.testbed.network.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A broker that is not as it should be costs the reporting thread seconds, and nobody anything else. */
@Timeout(60)
class ReportTopicTest {

    private static final Duration A_ROUND_AND_SOME = Duration.ofSeconds(6);
    private static final KeyStoreReport REPORT = new KeyStoreReport(
            "qkd.key-store/1",
            "KME-MFA",
            "KME-MOD",
            "QKD",
            "QKD",
            "2026-07-02T08:00:00Z",
            1,
            1,
            2,
            1,
            1,
            256,
            null,
            1,
            0,
            0,
            0,
            0);

    @Test
    void givesUpOnABrokerThatIsAway() throws IOException {
        try (ReportTopic topic = at("127.0.0.1:" + FreePorts.find())) {
            assertGivesUpInTime(topic);
            assertGivesUpInTime(topic);
        }
    }

    @Test
    void givesUpOnABrokerThatTakesConnectionsAndSaysNothing() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ReportTopic topic = at("127.0.0.1:" + silent.getLocalPort())) {
            assertGivesUpInTime(topic);
        }
    }

    @Test
    void givesUpOnABrokerWhoseNameNobodyKnows() {
        // How long resolvers take to say so is not the topic's; the answer is remembered for some seconds.
        assertThatThrownBy(() -> InetAddress.getAllByName("kafka.invalid")).isInstanceOf(UnknownHostException.class);
        try (ReportTopic topic = at("kafka.invalid:9092")) {
            assertGivesUpInTime(topic);
        }
    }

    @Test
    void isClosedWhileItWaits() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            ReportTopic topic = at("127.0.0.1:" + silent.getLocalPort());
            CompletableFuture<Void> publishing = new CompletableFuture<>();
            Thread reporter = Thread.ofVirtual().start(() -> {
                try {
                    topic.publish(List.of(REPORT));
                    publishing.complete(null);
                } catch (RuntimeException e) {
                    publishing.completeExceptionally(e);
                }
            });
            silent.accept();

            reporter.interrupt();
            topic.close();

            publishing.get(10, TimeUnit.SECONDS);
        }
    }

    /** Many pools wait no longer than one. */
    private static void assertGivesUpInTime(ReportTopic topic) {
        long start = System.nanoTime();

        assertThatThrownBy(() -> topic.publish(List.of(REPORT, REPORT, REPORT))).isInstanceOf(BrokerUnavailable.class);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(A_ROUND_AND_SOME);
    }

    private static ReportTopic at(String broker) {
        return new ReportTopic("qkd.key-store.v1", Map.of("bootstrap.servers", broker));
    }
}
