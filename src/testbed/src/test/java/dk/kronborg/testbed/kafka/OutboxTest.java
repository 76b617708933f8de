package dk.kronborg.testbed.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dk.kronborg.linkmonitor.kafka.KafkaBus;
import dk.kronborg.linkmonitor.postgres.PostgresOutbox;
import dk.kronborg.linkmonitor.publication.Publisher;
import dk.kronborg.testbed.TestPostgres;
import dk.kronborg.testbed.network.FreePorts;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is in the outbox comes to a real broker: all of it, in order, whatever is away meanwhile. */
class OutboxTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final TopicPartition PARTITION = new TopicPartition(KafkaBroker.LINK_STATES, 0);
    private static final List<String> LINKS = List.of("MFA-MOD", "MOD-DC2", "MFA-DC2");

    private static final EmbeddedPostgres POSTGRES = startPostgres();
    private static final Path DIRECTORY = temporaryDirectory();
    private static final List<Integer> PORTS = freePorts();

    private static KafkaBroker broker = startBroker();

    private final DataSource database = POSTGRES.getPostgresDatabase();

    private static EmbeddedPostgres startPostgres() {
        try {
            EmbeddedPostgres postgres = TestPostgres.start();
            Flyway.configure()
                    .dataSource(postgres.getPostgresDatabase())
                    .locations("db/centre")
                    .load()
                    .migrate();
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("outbox-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Integer> freePorts() {
        try {
            return FreePorts.find(2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KafkaBroker startBroker() {
        try {
            return KafkaBroker.start(DIRECTORY, PORTS.getFirst(), PORTS.getLast());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    static void stop() throws IOException {
        broker.close();
        POSTGRES.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        execute("truncate outgoing");
    }

    @Test
    void publishesWhatWasWrittenInItsOrderAndForgetsIt() throws SQLException {
        long before = end();
        try (Publisher publisher = publisher()) {
            publisher.begin();
            write(1, 500);
            awaitEmpty();
        }

        assertThat(heard(before)).isEqualTo(inOrder(1, 500));
    }

    @Test
    void waitsForABrokerThatIsAwayAndLosesNothing() throws Exception {
        long before = end();
        try (Publisher publisher = publisher()) {
            publisher.begin();
            write(1, 50);
            awaitEmpty();
            broker.close();
            write(51, 100);
            await().atMost(PATIENCE).until(() -> publisher.waitingSince().isPresent());
            assertThat(waiting()).isEqualTo(50);

            broker = startBroker();
            awaitEmpty();
        }

        assertThat(withoutRepeats(heard(before))).isEqualTo(inOrder(1, 100));
    }

    @Test
    void oneOfTwoPublishesAndTheOtherGoesOnWhenItEnds() throws SQLException {
        long before = end();
        try (Publisher other = publisher()) {
            try (Publisher one = publisher()) {
                one.begin();
                write(1, 100);
                awaitEmpty();
                other.begin();
                write(101, 200);
                awaitEmpty();
            }
            write(201, 300);
            awaitEmpty();
        }

        assertThat(heard(before)).isEqualTo(inOrder(1, 300));
    }

    @Test
    void aTurnThatIsLostWithItsConnectionIsTakenAnew() throws SQLException {
        long before = end();
        try (Publisher one = publisher();
                Publisher other = publisher()) {
            one.begin();
            other.begin();
            for (int round = 0; round < 5; round++) {
                write(1 + round * 100, 100 + round * 100);
                execute("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'");
                awaitEmpty();
            }
        }

        assertThat(withoutRepeats(heard(before))).isEqualTo(inOrder(1, 500));
    }

    private Publisher publisher() {
        return new Publisher(
                new PostgresOutbox(database),
                () -> new KafkaBus(Map.of("bootstrap.servers", broker.bootstrapServers()), "outbox-test"),
                message -> message.saying(message.value() + " signed"),
                PAUSE);
    }

    /** One row for every number, for the links in turn. */
    private void write(int from, int to) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(
                        "insert into outgoing (topic, key, value, created_at) values (?, ?, ?, now())")) {
            for (int i = from; i <= to; i++) {
                statement.setString(1, KafkaBroker.LINK_STATES);
                statement.setString(2, LINKS.get(i % LINKS.size()));
                statement.setString(3, Integer.toString(i));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static Map<String, List<String>> inOrder(int from, int to) {
        Map<String, List<String>> expected = new LinkedHashMap<>();
        IntStream.rangeClosed(from, to)
                .forEach(i -> expected.computeIfAbsent(LINKS.get(i % LINKS.size()), link -> new ArrayList<>())
                        .add(i + " signed"));
        return expected;
    }

    private static Map<String, List<String>> withoutRepeats(Map<String, List<String>> heard) {
        Map<String, List<String>> once = new LinkedHashMap<>();
        heard.forEach((link, values) -> once.put(link, List.copyOf(new LinkedHashSet<>(values))));
        return once;
    }

    /** By key, in the order of the topic. */
    private static Map<String, List<String>> heard(long from) {
        Map<String, List<String>> heard = new LinkedHashMap<>();
        long end = end();
        Instant deadline = Instant.now().plus(PATIENCE.multipliedBy(3));
        try (KafkaConsumer<String, String> consumer = consumer("read_committed")) {
            consumer.assign(List.of(PARTITION));
            consumer.seek(PARTITION, from);
            while (consumer.position(PARTITION) < end) {
                assertThat(Instant.now()).as("all is committed").isBefore(deadline);
                for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofSeconds(1))) {
                    heard.computeIfAbsent(each.key(), key -> new ArrayList<>()).add(each.value());
                }
            }
        }
        return heard;
    }

    /** Of all that was written: what says that it is committed comes a little later than the producer knows it. */
    private static long end() {
        try (KafkaConsumer<String, String> consumer = consumer("read_uncommitted")) {
            return consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
        }
    }

    private static KafkaConsumer<String, String> consumer(String isolation) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", isolation),
                new StringDeserializer(),
                new StringDeserializer());
    }

    private void awaitEmpty() {
        await().atMost(PATIENCE).until(() -> waiting() == 0);
    }

    private int waiting() throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from outgoing")) {
            return rows.next() ? rows.getInt(1) : -1;
        }
    }

    private void execute(String sql) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
