package dk.kronborg.testbed.kafka;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * The broker's program: one node, broker and controller in one (KRaft), on 127.0.0.1.
 *
 * <p>Arguments: data directory, port of the broker, port of the controller. Runs until a signal ends it.
 */
public final class BrokerMain {

    private static final int NODE = 1;

    /** Always the same, so that a second start finds its own data. */
    private static final String CLUSTER = "kronborgTestbedCluster";

    private BrokerMain() {}

    /** Starts the broker. */
    public static void main(String[] arguments) throws Exception {
        Path data = Path.of(arguments[0]);
        Properties settings = settings(data, arguments[1], arguments[2]);
        format(data);
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(settings), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "stop"));
        server.startup();
        server.awaitShutdown();
    }

    private static void format(Path data) throws Exception {
        Files.createDirectories(data);
        new Formatter()
                .setClusterId(CLUSTER)
                .setNodeId(NODE)
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(data.toString())
                .addDirectory(data.toString())
                .setIgnoreFormatted(true)
                .setUnstableFeatureVersionsEnabled(false)
                .run();
    }

    private static Properties settings(Path data, String port, String controllerPort) {
        Properties settings = new Properties();
        settings.putAll(Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                Integer.toString(NODE),
                "controller.quorum.voters",
                NODE + "@127.0.0.1:" + controllerPort,
                "controller.listener.names",
                "CONTROLLER",
                "inter.broker.listener.name",
                "CLIENTS",
                "listeners",
                "CLIENTS://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort,
                "listener.security.protocol.map",
                "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "log.dirs",
                data.toString()));
        settings.putAll(Map.of(
                "auto.create.topics.enable", "false",
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "3",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "transaction.state.log.num.partitions", "3",
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1",
                "share.coordinator.state.topic.num.partitions", "1",
                "group.initial.rebalance.delay.ms", "0"));
        // A small machine carries the broker beside a whole network.
        settings.putAll(Map.of(
                "num.network.threads", "2",
                "num.io.threads", "4",
                "background.threads", "2",
                "log.cleaner.dedupe.buffer.size", "4194304",
                "log.cleaner.io.buffer.size", "65536",
                "log.segment.bytes", "67108864",
                "log.index.size.max.bytes", "1048576",
                "log.retention.hours", "24",
                "offsets.topic.segment.bytes", "10485760",
                "metadata.log.segment.bytes", "16777216"));
        return settings;
    }
}
