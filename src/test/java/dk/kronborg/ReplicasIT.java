package dk.kronborg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dk.kronborg.administration.shell.KmeCommand;
import dk.kronborg.testbed.client.DeliveredKey;
import dk.kronborg.testbed.client.DemoNetwork;
import dk.kronborg.testbed.client.RefusedException;
import dk.kronborg.testbed.client.SaeClient;
import dk.kronborg.testbed.launcher.RunningDemo;
import dk.kronborg.testbed.process.GuardedProcess;
import dk.kronborg.topology.identity.KmeId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Two processes of one KME on one database and one state folder, with one SAE that asks now one, now the other. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplicasIT {

    private static final String MFA = "KME-MFA";
    private static final String MFA_1 = "SAE-MFA-1";
    private static final String MOD_1 = "SAE-MOD-1";
    private static final Duration PATIENCE = Duration.ofMinutes(8);
    private static final int MOST_AT_ONCE = 128;
    /** Bits. */
    private static final int LARGE = 4096;

    private static RunningDemo demo;
    private static DemoNetwork network;
    private static RunningDemo.Replica replica;
    private static SaeClient atFirst;
    private static SaeClient atReplica;
    private static SaeClient mod;

    private final Set<UUID> ids = ConcurrentHashMap.newKeySet();
    private final Set<String> bits = ConcurrentHashMap.newKeySet();

    @BeforeAll
    static void start() throws IOException {
        demo = RunningNetwork.start("replicas");
        network = demo.network();
        replica = demo.startReplica(new KmeId(MFA));
        DemoNetwork.Sae sae = network.sae(MFA_1);
        atFirst = network.client(MFA_1);
        atReplica = SaeClient.connect(
                URI.create("https://127.0.0.1:" + replica.ports().sae()),
                network.file(sae.certificate()),
                network.file(sae.key()),
                network.file(sae.ca()));
        mod = network.client(MOD_1);
    }

    @AfterAll
    static void stop() {
        for (SaeClient client : List.of(atFirst, atReplica, mod)) {
            client.close();
        }
        replica.process().close();
        demo.close();
    }

    private static List<UUID> ids(List<DeliveredKey> keys) {
        return keys.stream().map(DeliveredKey::id).toList();
    }

    /** Takes note of fresh keys: none was ever given before, nor any of its bits. */
    private List<DeliveredKey> fresh(List<DeliveredKey> keys) {
        for (DeliveredKey key : keys) {
            assertThat(ids.add(key.id())).as("%s is new", key).isTrue();
            assertThat(bits.add(HexFormat.of().formatHex(key.bytes())))
                    .as("the bits of %s are new", key)
                    .isTrue();
        }
        return keys;
    }

    private static void awaitKeys(int count) {
        Awaitility.await(count + " keys in both directions")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> atFirst.status(MOD_1).storedKeyCount() >= count
                        && atReplica.status(MOD_1).storedKeyCount() >= count
                        && mod.status(MFA_1).storedKeyCount() >= count);
    }

    @Test
    @Order(1)
    void bothGiveAtOnceWhatTheOtherEndHasAndNothingTwice() throws Exception {
        awaitKeys(500);
        AtomicBoolean enough = new AtomicBoolean();
        AtomicInteger byFirst = new AtomicInteger();
        AtomicInteger byReplica = new AtomicInteger();
        AtomicInteger fetched = new AtomicInteger();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> work = new ArrayList<>();
            for (int thread = 0; thread < 3; thread++) {
                work.add(executor.submit(until(enough, () -> byFirst.addAndGet(giveOut(atFirst)))));
                work.add(executor.submit(until(enough, () -> byReplica.addAndGet(giveOut(atReplica)))));
                work.add(executor.submit(until(enough, () -> fetched.addAndGet(fetchAtEither()))));
            }
            try {
                Awaitility.await("keys from both and at both")
                        .atMost(PATIENCE)
                        .until(() -> Stream.of(byFirst, byReplica, fetched).allMatch(count -> count.get() >= 1000)
                                || work.stream().anyMatch(Future::isDone));
            } finally {
                enough.set(true);
            }
            for (Future<?> each : work) {
                each.get(1, TimeUnit.MINUTES);
            }
        }

        System.out.printf("given by one %s, by the other %s, fetched at either %s%n", byFirst, byReplica, fetched);
        assertThat(List.of(byFirst.get(), byReplica.get(), fetched.get())).allMatch(count -> count >= 1000);
        assertThat(ask("select count(*) - count(distinct id) from"
                        + " (select event, unnest(key_ids) as id from audit_record) given where event = 'DELIVERED'"))
                .isZero();
        assertBalanced();
    }

    private static Callable<?> until(AtomicBoolean enough, Callable<Integer> round) {
        return () -> {
            int rounds = 0;
            while (!enough.get()) {
                rounds += round.call();
            }
            return rounds;
        };
    }

    /** Fresh keys at one process, and the same at the other KME; how many. */
    private int giveOut(SaeClient client) throws IOException {
        int count = 1 + ThreadLocalRandom.current().nextInt(30);
        List<DeliveredKey> keys = given(client, MOD_1, count);
        if (!keys.isEmpty()) {
            assertThat(mod.keys(MFA_1, ids(keys))).isEqualTo(keys);
        }
        return keys.size();
    }

    /** Keys of the other KME, fetched at one process: then the other has none of them left. */
    private int fetchAtEither() throws IOException {
        List<DeliveredKey> keys =
                given(mod, MFA_1, 1 + ThreadLocalRandom.current().nextInt(10));
        if (!keys.isEmpty()) {
            boolean first = ThreadLocalRandom.current().nextBoolean();
            assertThat((first ? atFirst : atReplica).keys(MOD_1, ids(keys))).isEqualTo(keys);
            RefusedException refused = catchThrowableOfType(
                    RefusedException.class,
                    () -> (first ? atReplica : atFirst).keys(MOD_1, ids(keys).subList(0, 1)));
            assertThat(refused).isNotNull();
            assertThat(refused.status()).isEqualTo(400);
        }
        return keys.size();
    }

    /** None if the pool is empty, or the other process has just taken over a block: both are answered 503. */
    private List<DeliveredKey> given(SaeClient client, String slave, int count) throws IOException {
        try {
            return fresh(client.newKeys(slave, count, 256));
        } catch (RefusedException e) {
            assertThat(e.status()).isEqualTo(503);
            return List.of();
        }
    }

    private static long ask(String sql) throws SQLException {
        try (var connection =
                        DriverManager.getConnection("jdbc:" + network.kme(MFA).database());
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** An order to the replica, which succeeds. */
    private static String order(String... command) throws IOException {
        Path first =
                network.directory().resolve("operators").resolve("operator-1").resolve(MFA + ".properties");
        Path connection = first.resolveSibling("replica.properties");
        Files.writeString(
                connection,
                Files.readString(first)
                        .replaceFirst(
                                "url=.*",
                                "url=https://127.0.0.1:" + replica.ports().operator()));
        StringWriter out = new StringWriter();
        StringWriter errors = new StringWriter();
        List<String> arguments = new ArrayList<>(List.of("--config", connection.toString()));
        arguments.addAll(List.of(command));
        int status = KmeCommand.run(
                new PrintWriter(out, true), new PrintWriter(errors, true), arguments.toArray(String[]::new));
        assertThat(status).as(errors.toString()).isZero();
        return out.toString();
    }

    private static void assertBalanced() throws IOException {
        assertThat(order("status", "--json"))
                .contains("\"imbalance_bits\":0")
                .doesNotContainPattern("\"imbalance_bits\":(?!0[,}])");
    }

    /** It died without a word, and its leases are in the database as before. */
    @Test
    @Order(2)
    void theOtherGivesAllThatAKilledOneHeld() throws Exception {
        // A device that dies forgets the blocks that it has not handed over.
        for (String fault : List.of("dead tx", "dead rx", "cut")) {
            demo.fault("MFA-MOD", fault);
        }
        awaitKeys(200);
        // Both hold leases, and no block is on its way any more.
        Awaitility.await("both see the same keys, and no more come")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> {
                    fresh(atFirst.newKeys(MOD_1, 5, 256));
                    fresh(atReplica.newKeys(MOD_1, 5, 256));
                    return WaitingBlocks.atBothEnds(network, "MFA-MOD", MFA, "KME-MOD")
                                    .isEmpty()
                            && atReplica.status(MOD_1).storedKeyCount() >= 100;
                });
        assertThat(ask("select count(distinct holder) from block_use where holder is not null"))
                .isEqualTo(2);

        demo.kill(MFA);

        long given = 0;
        long left = left();
        assertThat(left).isGreaterThanOrEqualTo(10);
        while (left > 0) {
            List<DeliveredKey> keys = fresh(atReplica.newKeys(MOD_1, (int) Math.min(left, MOST_AT_ONCE), LARGE));
            assertThat(mod.keys(MFA_1, ids(keys))).isEqualTo(keys);
            given += keys.size();
            left -= keys.size();
        }
        System.out.println("after kill -9 of one process the other gave " + given + " keys");
        RefusedException refused =
                catchThrowableOfType(RefusedException.class, () -> atReplica.newKeys(MOD_1, 1, LARGE));
        assertThat(refused).hasMessageContaining("not enough keys: 0");
        assertBalanced();
    }

    /** Large keys behind the cursors, whoever leases their blocks; cursors count 8 bytes. */
    private static long left() throws SQLException {
        return ask("select coalesce(sum(((length - 96) / 8 - cursor) / " + LARGE / 64 + "), 0) from block_use u"
                + " join block b on b.id = u.block join pool p on p.id = u.pool"
                + " where state = 'OPEN' and from_kme = 'KME-MFA' and to_kme = 'KME-MOD' and origin = 'QKD'");
    }

    @Test
    @Order(3)
    void allEndWhenOneIsZeroised() throws Exception {
        demo.fault("MFA-MOD", "clear");
        GuardedProcess first = demo.startAgain(new KmeId(MFA));
        try {
            Awaitility.await("keys at both")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> catchThrowable(() -> {
                                fresh(atFirst.newKeys(MOD_1, 5, 256));
                                fresh(atReplica.newKeys(MOD_1, 5, 256));
                            })
                            == null);
            long from = System.nanoTime();
            order("zeroise", "--yes-destroy-all-keys-of", MFA, "--reason", "drill");

            Awaitility.await("no connection to the process that was told nothing")
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(20))
                    .until(
                            () -> catchThrowable(() -> atFirst.newKeys(MOD_1, 1, 256)),
                            failure -> failure != null && !(failure instanceof RefusedException));
            System.out.printf(
                    "the other process served nothing more after %d ms%n", (System.nanoTime() - from) / 1_000_000);
            for (GuardedProcess each : List.of(first, replica.process())) {
                assertThat(each.handle().onExit()).succeedsWithin(Duration.ofSeconds(30));
            }
            assertThat(Files.readString(first.log())).contains("SITE_ZEROISED", "ordered by operator-1: drill");
        } finally {
            first.close();
        }
    }
}
