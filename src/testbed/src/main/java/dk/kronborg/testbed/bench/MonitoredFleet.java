package dk.kronborg.testbed.bench;

import dk.kronborg.testbed.client.Tls;
import dk.kronborg.testbed.kafka.KafkaBroker;
import dk.kronborg.testbed.launcher.RunningCentre;
import dk.kronborg.testbed.network.Fleet;
import dk.kronborg.testbed.pki.Pem;
import dk.kronborg.testbed.simulator.TimeLapse;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A centre and the devices of many links, whose telemetry is made and signed ahead of time. Not for several threads. */
final class MonitoredFleet implements AutoCloseable {

    private static final long SEED = 1;
    private static final Duration STORING_TIME = Duration.ofMinutes(3);
    private static final int POLL_MILLIS = 5;

    private final RunningCentre centre;
    private final TimeLapse devices;
    private final Producer<String, byte[]> bus;
    private final Connection database;
    private long sent;

    private MonitoredFleet(RunningCentre centre, TimeLapse devices) throws IOException {
        this.centre = centre;
        this.devices = devices;
        this.database = connect();
        this.bus = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        centre.bootstrapServers(),
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        ProducerConfig.LINGER_MS_CONFIG,
                        2,
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        128 * 1024),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** Starts the centre and its servers in that directory. Each end of the links reports once a second. */
    static MonitoredFleet start(Path directory, Path application, int links) throws IOException {
        TimeLapse devices = new TimeLapse(Fleet.ring(links), SEED, Instant.now());
        RunningCentre centre = RunningCentre.start(devices.network(), directory, application);
        try {
            return new MonitoredFleet(centre, devices);
        } catch (IOException | RuntimeException e) {
            centre.close();
            throw e;
        }
    }

    /** A connection to the centre's database. */
    Connection connect() throws IOException {
        try {
            return DriverManager.getConnection("jdbc:" + centre.database().uri());
        } catch (SQLException e) {
            throw new IOException("the centre's database cannot be reached: " + e.getMessage(), e);
        }
    }

    /** What an operator who watches all links is sent from now on. */
    LinkStream links() throws IOException {
        HttpClient http = HttpClient.newBuilder()
                .sslContext(Tls.contextWithoutCredential(Pem.readCertificates(centre.operatorAuthority())))
                .build();
        return LinkStream.open(http, centre.replicas().getFirst().console(), centre.token());
    }

    /**
     * What the devices report next, at least so many events, in the order of time and about now by the devices' clocks,
     * as far as they have not reported ahead of it.
     */
    List<ProducerRecord<String, byte[]>> next(long events) {
        List<ProducerRecord<String, byte[]>> next = new ArrayList<>();
        int aSecond = 2 * devices.network().links().size();
        devices.pauseUntil(Instant.now().minusSeconds(Math.ceilDiv(events, aSecond) / 2));
        while (next.size() < events) {
            devices.advance(
                    devices.now().plusSeconds(1),
                    (at, link, event) -> next.add(new ProducerRecord<>(KafkaBroker.TELEMETRY, link.value(), event)));
        }
        return next;
    }

    /** Sends an event, without waiting. */
    void send(ProducerRecord<String, byte[]> event) {
        var _ = bus.send(event);
        sent++;
    }

    /**
     * Waits until all that was sent is stored, and the health of the links with it: they are in one transaction.
     *
     * @throws IOException if that takes too long
     */
    void awaitStored() throws IOException {
        bus.flush();
        long end = System.nanoTime() + STORING_TIME.toNanos();
        while (stored() < sent) {
            if (System.nanoTime() > end) {
                throw new IOException(
                        "of " + sent + " events " + stored() + " are stored after " + STORING_TIME.toSeconds() + " s");
            }
            BenchNetwork.pause(POLL_MILLIS);
        }
    }

    /** No boot ends here, so events are counted by their numbers. */
    private long stored() throws IOException {
        try (Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery("select coalesce(sum(last_seq + 1), 0) from device_boot")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IOException("the centre's database does not answer: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        bus.close(Duration.ZERO);
        try {
            database.close();
        } catch (SQLException e) {
            throw new IOException("the connection to the centre's database cannot be closed", e);
        } finally {
            centre.close();
        }
    }
}
