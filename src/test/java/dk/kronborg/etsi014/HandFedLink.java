package dk.kronborg.etsi014;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.WaitingBlocks;
import dk.kronborg.kms.block.BlockDirection;
import dk.kronborg.kms.block.BlockLayout;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.testbed.client.DeliveredKey;
import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.client.RefusedException;
import dk.kronborg.testbed.client.SaeClient;
import dk.kronborg.testbed.client.Tls;
import dk.kronborg.testbed.launcher.RunningDemo;
import dk.kronborg.testbed.pki.Credential;
import dk.kronborg.testbed.pki.Pem;
import dk.kronborg.topology.identity.KmeId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * The link MOD-DC2 with its devices cut off: its pools get the blocks that tests push in the devices' place and no
 * others, so that every key can be counted.
 */
final class HandFedLink implements AutoCloseable {

    static final String MASTER = "SAE-MOD-1";
    static final String SLAVE = "SAE-DC2-1";
    /** At the slave's KME. */
    static final String THIRD = "SAE-DC2-2";

    /** Keys of the default size, 256 bits, in one block. */
    static final int KEYS_OF_A_BLOCK = 256;

    private static final String LINK = "MOD-DC2";
    private static final String MASTER_KME = "KME-MOD";
    private static final String SLAVE_KME = "KME-DC2";
    private static final PoolId POOL = new PoolId(new KmeId(MASTER_KME), new KmeId(SLAVE_KME));
    private static final int MOST_AT_ONCE = 128;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final RunningDemo demo;
    private final DemoNetwork network;
    private final SaeClient master;
    private final SaeClient slave;
    private final SaeClient third;
    private final HttpClient transmitter;
    private final HttpClient receiver;

    private HandFedLink(RunningDemo demo) throws IOException {
        this.demo = demo;
        this.network = demo.network();
        this.master = network.client(MASTER);
        this.slave = network.client(SLAVE);
        this.third = network.client(THIRD);
        this.transmitter = device("MOD-DC2-TX");
        this.receiver = device("MOD-DC2-RX");
    }

    /** Cuts the devices off, lets what they have handed over be confirmed, and empties the master's pool. */
    static HandFedLink open(RunningDemo demo) throws IOException {
        HandFedLink link = new HandFedLink(demo);
        // A device that dies forgets the blocks that it has not handed over.
        for (String fault : List.of("dead tx", "dead rx", "cut")) {
            demo.fault(LINK, fault);
        }
        // What they handed over last may be on its way to be confirmed.
        Awaitility.await("no block comes any more, and the pool is empty")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .during(Duration.ofSeconds(2))
                .until(() -> link.takeAll() == 0
                        && WaitingBlocks.atBothEnds(demo.network(), LINK, MASTER_KME, SLAVE_KME)
                                .isEmpty());
        return link;
    }

    private HttpClient device(String name) throws IOException {
        Path tls = network.file("tls/device");
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(Tls.context(
                        Credential.read(tls.resolve(name + ".pem"), tls.resolve(name + ".key.pem")),
                        Pem.readCertificates(tls.resolve("root.pem"))))
                .build();
    }

    SaeClient master() {
        return master;
    }

    SaeClient slave() {
        return slave;
    }

    SaeClient third() {
        return third;
    }

    /** Keys of the default size that the master can have for the slave. */
    long stored() throws IOException {
        return master.status(SLAVE).storedKeyCount();
    }

    /** Makes sure that there are so many keys at least. */
    void hold(int keys) throws IOException {
        long before = stored();
        int blocks = (int) Math.ceilDiv(Math.max(0, keys - before), KEYS_OF_A_BLOCK);
        for (int i = 0; i < blocks; i++) {
            UUID id = newBlockId();
            byte[] bytes = newBlock();
            pushAtMaster(id, bytes);
            pushAtSlave(id, bytes);
        }
        if (blocks > 0) {
            awaitStored(before + (long) blocks * KEYS_OF_A_BLOCK);
        }
    }

    /** Makes sure that there are so many keys and no more. */
    void holdExactly(int keys) throws IOException {
        hold(keys);
        long surplus = stored() - keys;
        while (surplus > 0) {
            take(surplus);
            surplus = stored() - keys;
        }
        assertThat(stored()).isEqualTo(keys);
    }

    /** Takes what there is; returns how many keys there were. */
    private long takeAll() throws IOException {
        long stored = stored();
        if (stored > 0) {
            take(stored);
        }
        return stored;
    }

    private void take(long surplus) throws IOException {
        int large = 4096;
        if (surplus >= (long) MOST_AT_ONCE * large / 256) {
            try {
                master.newKeys(SLAVE, MOST_AT_ONCE, large);
                return;
            } catch (RefusedException rests) {
                // What is left is in pieces, too small for large keys.
            }
        }
        master.newKeys(SLAVE, (int) Math.min(surplus, MOST_AT_ONCE), 256);
    }

    void awaitStored(long keys) {
        Awaitility.await(keys + " keys are stored")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> stored() == keys);
    }

    /** The name of a block of the pool from the master's KME to the slave's. */
    static UUID newBlockId() {
        return Stream.generate(UUID::randomUUID)
                .filter(id -> BlockDirection.of(id, POOL.from(), POOL.to()).equals(POOL))
                .findFirst()
                .orElseThrow();
    }

    static byte[] newBlock() {
        byte[] bytes = new byte[BlockLayout.MAX_LENGTH];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    void pushAtMaster(UUID id, byte[] bytes) throws IOException {
        push(transmitter, MASTER_KME, id, bytes);
    }

    void pushAtSlave(UUID id, byte[] bytes) throws IOException {
        push(receiver, SLAVE_KME, id, bytes);
    }

    private void push(HttpClient device, String kme, UUID id, byte[] bytes) throws IOException {
        URI sae = network.kme(kme).saeUrl();
        // The launcher's port plan: SAE plane, peer plane, device plane.
        URI plane = URI.create("https://" + sae.getHost() + ":" + (sae.getPort() + 2));
        HttpRequest request = HttpRequest.newBuilder(plane.resolve("/qkd/v1/links/" + LINK + "/blocks/" + id))
                .header("Content-Type", "application/octet-stream")
                .header("Qkd-Security-Proof", "finite-size-collective")
                .header("Qkd-Epsilon-Total", "4e-10")
                .header("Qkd-Detector-Trust", "trusted")
                .header("Qkd-Produced-At", Instant.now().toString())
                .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))
                .build();
        try {
            HttpResponse<String> answer = device.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** A check between two counts of the keys, which must be the same. */
    interface Check {
        void run() throws Exception;
    }

    /** Runs the check and makes sure that it has taken no key. */
    void takesNothing(Check check) throws Exception {
        long before = stored();
        check.run();
        assertThat(stored()).isEqualTo(before);
    }

    /** The slave gets these keys and no others, every byte of them. */
    void assertFetchable(List<DeliveredKey> keys) throws IOException {
        assertThat(slave.keys(MASTER, keys.stream().map(DeliveredKey::id).toList()))
                .isEqualTo(keys);
    }

    /** A session in the database of a KME, with the KME's own rights. */
    Connection database(String kme) throws SQLException {
        return DriverManager.getConnection("jdbc:" + network.kme(kme).database());
    }

    @Override
    public void close() throws IOException {
        demo.fault(LINK, "clear");
        for (AutoCloseable client : List.of(master, slave, third, transmitter, receiver)) {
            closeQuietly(client);
        }
    }

    private static void closeQuietly(AutoCloseable client) throws IOException {
        try {
            client.close();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
