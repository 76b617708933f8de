package dk.kronborg.map;

import static dk.kronborg.map.MapTopicTest.CENTRE;
import static dk.kronborg.map.MapTopicTest.KME;
import static dk.kronborg.map.MapTopicTest.history;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dk.kronborg.testbed.kafka.KafkaBroker;
import dk.kronborg.testbed.launcher.RunningDemo;
import dk.kronborg.testbed.network.FreePorts;
import dk.kronborg.topology.map.MapHistory;
import dk.kronborg.topology.map.SignedHead;
import dk.kronborg.topology.map.json.MapJson;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the centre publishes on a real broker, as a KME reads it there. */
class MapTopicIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private volatile MapHistory published = history(10, 1);
    private volatile Instant now = Instant.parse("2026-11-22T12:00:00Z");

    private static SignedHead head(BrokerMapSource source) throws Exception {
        return MapJson.readHead(source.head());
    }

    private static long version(BrokerMapSource source) throws Exception {
        return MapJson.readMap(source.map(Optional.of(1L))).version().version();
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(SOON).ignoreException(IOException.class).until(condition);
    }

    @Test
    void headsAndMapsGoOverABrokerThatComesAndGoes(@TempDir Path directory) throws Exception {
        List<Integer> ports = FreePorts.find(2);
        Map<String, Object> settings = Map.of("bootstrap.servers", "127.0.0.1:" + ports.getFirst());
        HeadSigner heads = new HeadSigner(CENTRE, () -> now);
        try (MapBroadcast centre = new MapBroadcast(() -> Optional.of(published), heads, settings);
                MapBroadcast further = new MapBroadcast(() -> Optional.of(published), heads, settings);
                BrokerMapSource source = new BrokerMapSource(KME, settings)) {
            assertThat(centre).isNotSameAs(further);
            assertThatThrownBy(source::head).isInstanceOf(IOException.class);
            try (KafkaBroker broker = start(directory, ports)) {
                assertThat(broker.process().isAlive()).isTrue();
                await(() -> head(source).head().version() == 1);
                assertThat(version(source)).isEqualTo(1);
                Instant first = head(source).head().time();

                now = now.plusSeconds(30);
                await(() -> head(source).head().time().isAfter(first));

                published = history(10, 3);
                await(() -> head(source).head().version() == 3);
                assertThat(version(source)).isEqualTo(3);
            }
            assertThatThrownBy(source::head).isInstanceOf(IOException.class);
            published = history(MapTopic.MOST_BYTES, 4);
            try (KafkaBroker broker = start(directory, ports)) {
                assertThat(broker.process().isAlive()).isTrue();
                await(() -> head(source).head().version() == 4);
                assertThatThrownBy(() -> version(source))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("no " + KME);
            }
        }
    }

    private static KafkaBroker start(Path directory, List<Integer> ports) throws IOException {
        return KafkaBroker.start(directory, ports.getFirst(), ports.getLast(), RunningDemo.classPath());
    }
}
