package dk.kronborg.testbed.kafka;

import dk.kronborg.testbed.process.GuardedProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * A running Kafka broker on 127.0.0.1, with the topics of the network. Started again on the same directory, it has
 * what it had.
 */
public final class KafkaBroker implements AutoCloseable {

    /** Where devices report; see docs/drivers.md. */
    public static final String TELEMETRY = "qkd.telemetry.v1";

    /** Where events go that were refused. */
    public static final String REFUSED_TELEMETRY = "qkd.telemetry.refused.v1";

    /** Where KMEs report what their pools hold; see docs/stores.md. Keeps the newest report of every pool. */
    public static final String KEY_STORES = "qkd.key-store.v1";

    /** Where KMEs report which alarms stand in them; see docs/alarms.md. Keeps the newest report of every KME. */
    public static final String KME_ALARMS = "qkd.kme-alarms.v1";

    /** Where the centre tells the state of every link; see docs/link-monitor.md. Keeps the newest of every link. */
    public static final String LINK_STATES = "qkd.link-state.v1";

    /** Where the centre tells what becomes of alarms; see docs/link-monitor.md. */
    public static final String ALARMS = "qkd.alarms.v1";

    /** Where the centre publishes the network map; see docs/network-map.md. Keeps the newest head and slices. */
    public static final String NETWORK_MAP = "qkd.network-map.v1";

    /** A time that no device can choose. */
    private static final Map<String, String> BROKER_TIME =
            Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");

    private static final Map<String, String> NEWEST_OF_EVERY_KEY = Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_COMPACT,
            TopicConfig.SEGMENT_MS_CONFIG,
            "600000");

    private static final Map<String, String> NEWEST_BY_BROKER_TIME = Stream.of(BROKER_TIME, NEWEST_OF_EVERY_KEY)
            .flatMap(settings -> settings.entrySet().stream())
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private static final Duration START_TIME = Duration.ofSeconds(90);
    private static final Duration STOP_TIME = Duration.ofSeconds(20);

    private final GuardedProcess process;
    private final int port;

    private KafkaBroker(GuardedProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts the broker and waits until its topics are there.
     *
     * @param directory      keeps the broker's data
     * @param port           for clients
     * @param controllerPort for the broker itself
     * @throws IOException if it does not start; the message says why
     */
    public static KafkaBroker start(Path directory, int port, int controllerPort) throws IOException {
        return start(directory, port, controllerPort, System.getProperty("java.class.path"));
    }

    /** The same from another class path than this process has. */
    public static KafkaBroker start(Path directory, int port, int controllerPort, String classPath) throws IOException {
        GuardedProcess process = GuardedProcess.start(new GuardedProcess.Start(
                "kafka",
                command(directory, port, controllerPort, classPath),
                directory,
                directory.resolve("kafka.log"),
                "TERM",
                STOP_TIME));
        KafkaBroker broker = new KafkaBroker(process, port);
        try {
            broker.createTopics();
        } catch (IOException | RuntimeException e) {
            broker.close();
            throw e;
        }
        return broker;
    }

    private static List<String> command(Path directory, int port, int controllerPort, String classPath) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                classPath,
                BrokerMain.class.getName(),
                directory.resolve("data").toAbsolutePath().toString(),
                Integer.toString(port),
                Integer.toString(controllerPort));
    }

    private void createTopics() throws IOException {
        long end = System.nanoTime() + START_TIME.toNanos();
        Set<NewTopic> topics = Set.of(
                new NewTopic(TELEMETRY, 3, (short) 1).configs(BROKER_TIME),
                new NewTopic(REFUSED_TELEMETRY, 1, (short) 1),
                new NewTopic(KEY_STORES, 1, (short) 1).configs(NEWEST_OF_EVERY_KEY),
                new NewTopic(KME_ALARMS, 1, (short) 1).configs(NEWEST_BY_BROKER_TIME),
                new NewTopic(LINK_STATES, 1, (short) 1).configs(NEWEST_OF_EVERY_KEY),
                new NewTopic(ALARMS, 1, (short) 1),
                new NewTopic(NETWORK_MAP, 1, (short) 1).configs(NEWEST_OF_EVERY_KEY));
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 2000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 3000))) {
            while (true) {
                String fault = attempt(admin, topics);
                if (fault.isEmpty()) {
                    return;
                }
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IOException("Kafka does not start: " + fault + "; the end of " + process.log() + ":\n"
                            + String.join("\n", process.lastLines(15)));
                }
            }
        }
    }

    /** Why the topics are not there, or nothing if they are. */
    private static String attempt(Admin admin, Set<NewTopic> topics) throws IOException {
        try {
            for (var created : admin.createTopics(topics).values().values()) {
                created.get(5, TimeUnit.SECONDS);
            }
            return "";
        } catch (ExecutionException e) {
            return e.getCause() instanceof TopicExistsException ? "" : String.valueOf(e.getCause());
        } catch (TimeoutException e) {
            return "no answer";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while Kafka starts", e);
        }
    }

    /** {@code host:port} for clients. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** The broker's process, for those who measure it or cut it off. */
    public GuardedProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }
}
