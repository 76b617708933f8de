package dk.kronborg.testbed.simulator;

import static dk.kronborg.testbed.simulator.BlockDirection.FROM_GREATER;
import static dk.kronborg.testbed.simulator.BlockDirection.FROM_SMALLER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dk.kronborg.testbed.network.FreePorts;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.Identity;
import dk.kronborg.topology.identity.LinkId;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.ssl.OpenSsl;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetServer;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver's side of the block push, against a real HTTPS server with client certificates. */
class KmeOutletTest {

    private static final Identity KME = identity(Identity.Role.KME, "KME-MFA");
    private static final Identity DEVICE = identity(Identity.Role.DEVICE, "MFA-MOD-TX");
    private static final Instant PRODUCED = Instant.parse("2026-07-02T08:00:00.250Z");

    @TempDir
    Path directory;

    private final SecureRandom random = new SecureRandom();
    private final Vertx vertx = Vertx.vertx();
    private TestPlane plane;
    private DriverCredentials device;

    KmeOutletTest(@TempDir Path shared) throws Exception {
        plane = new TestPlane(shared.resolve("device"));
        device = plane.issue(DEVICE);
    }

    private static Identity identity(Identity.Role role, String id) {
        return new Identity(new DomainId("DK.QCI"), role, id);
    }

    @BeforeAll
    static void bePatient() {
        // For a busy machine; a condition that holds ends the wait at once.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    }

    @BeforeEach
    void isNative() {
        assertThat(OpenSsl.isAvailable()).isTrue();
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private TestKme kme(BiConsumer<TestKme.Push, HttpServerRequest> rule) throws Exception {
        return TestKme.start(vertx, plane.issue(KME), 0, rule);
    }

    private KmeOutlet outlet(URI uri) {
        KeyClaim claim = new KeyClaim("finite-size-collective", 4e-10, "trusted");
        return new KmeOutlet(vertx, new KmeConnection(vertx, new LinkId("MFA-MOD"), uri, KME, device, claim));
    }

    /** Of one direction, the same for all. */
    private KeyBlock block() {
        return block(FROM_SMALLER);
    }

    private KeyBlock block(BlockDirection direction) {
        byte[] secret = new byte[8288];
        random.nextBytes(secret);
        UUID id = Stream.generate(UUID::randomUUID)
                .filter(one -> BlockDirection.of(one) == direction)
                .findFirst()
                .orElseThrow();
        return new KeyBlock(id, PRODUCED, secret);
    }

    /** So many of each direction, in turn. */
    private List<KeyBlock> blocksOfBoth(int each) {
        return Stream.generate(() -> Stream.of(block(FROM_SMALLER), block(FROM_GREATER)))
                .limit(each)
                .flatMap(two -> two)
                .toList();
    }

    private static UUID id(TestKme.Push push) {
        return UUID.fromString(push.path().substring(push.path().lastIndexOf('/') + 1));
    }

    private static BlockDirection direction(TestKme.Push push) {
        return BlockDirection.of(id(push));
    }

    private static String hex(KeyBlock block) {
        return ByteBufUtil.hexDump(block.wire());
    }

    private static boolean wiped(KeyBlock block) {
        return hex(block).matches("0+");
    }

    private static void store(TestKme.Push push, HttpServerRequest request) {
        answer(request, 201);
    }

    private static void answer(HttpServerRequest request, int status) {
        request.response().setStatusCode(status).end();
    }

    @Test
    void pushesTheBlockAsTheContractSays() throws Exception {
        KeyBlock block = block();
        String secret = hex(block);
        try (TestKme kme = kme(KmeOutletTest::store);
                KmeOutlet outlet = outlet(kme.uri())) {
            outlet.deliver(block);
            await().until(() -> outlet.tally().stored() == 1);

            TestKme.Push push = kme.pushes.getFirst();
            assertThat(push.method()).isEqualTo("PUT");
            assertThat(push.path()).isEqualTo("/qkd/v1/links/MFA-MOD/blocks/" + block.id());
            assertThat(push.hex()).isEqualTo(secret);
            assertThat(push.headers())
                    .containsEntry("content-type", "application/octet-stream")
                    .containsEntry("content-length", "8288")
                    .containsEntry("qkd-security-proof", "finite-size-collective")
                    .containsEntry("qkd-epsilon-total", "4e-10")
                    .containsEntry("qkd-detector-trust", "trusted")
                    .containsEntry("qkd-produced-at", "2026-07-02T08:00:00.250Z");
            assertThat(push.client()).contains("urn:kronborg:DK.QCI:device:MFA-MOD-TX");
            assertThat(wiped(block)).isTrue();
            assertThat(outlet.tally()).isEqualTo(new KeyOutlet.Tally(1, 0, 0, 0));
        }
    }

    @Test
    void keepsItsConnections() throws Exception {
        try (TestKme kme = kme(KmeOutletTest::store);
                KmeOutlet outlet = outlet(kme.uri())) {
            blocksOfBoth(20).forEach(outlet::deliver);
            await().until(() -> outlet.tally().stored() == 40);

            assertThat(kme.pushes).extracting(TestKme.Push::path).doesNotHaveDuplicates();
            assertThat(kme.connections).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void waitsAsLongAsABusyKmeSaysAndPushesTheSameBlock() throws Exception {
        Queue<Integer> answers = new ConcurrentLinkedQueue<>(List.of(503));
        try (TestKme kme = kme((push, request) -> {
                    Integer next = answers.poll();
                    request.response().putHeader("Retry-After", "1");
                    answer(request, next == null ? 201 : next);
                });
                KmeOutlet outlet = outlet(kme.uri())) {
            outlet.deliver(block());
            await().until(() -> outlet.tally().stored() == 1);

            assertThat(kme.pushes).hasSize(2);
            TestKme.Push first = kme.pushes.get(0);
            TestKme.Push second = kme.pushes.get(1);
            assertThat(second.path()).isEqualTo(first.path());
            assertThat(second.hex()).isEqualTo(first.hex());
            assertThat(Duration.ofNanos(second.nanos() - first.nanos())).isGreaterThan(Duration.ofMillis(950));
            assertThat(outlet.tally()).isEqualTo(new KeyOutlet.Tally(1, 0, 1, 0));
        }
    }

    @Test
    void dropsARefusedBlockAndGoesOnWithTheNext() throws Exception {
        KeyBlock refused = block();
        KeyBlock good = block();
        try (TestKme kme = kme((push, request) ->
                        answer(request, push.path().endsWith(refused.id().toString()) ? 409 : 200));
                KmeOutlet outlet = outlet(kme.uri())) {
            outlet.deliver(refused);
            outlet.deliver(good);
            await().until(() -> outlet.tally().unsent() == 0);

            assertThat(outlet.tally()).isEqualTo(new KeyOutlet.Tally(1, 1, 0, 0));
            assertThat(kme.pushes).hasSize(2);
            assertThat(wiped(refused)).isTrue();
        }
    }

    @Test
    void pushesAgainWhenTheAnswerIsLost() throws Exception {
        AtomicInteger count = new AtomicInteger();
        try (TestKme kme = kme((push, request) -> {
                    if (count.getAndIncrement() == 0) {
                        var _ = request.connection().close();
                    } else {
                        answer(request, 200);
                    }
                });
                KmeOutlet outlet = outlet(kme.uri())) {
            outlet.deliver(block());
            await().until(() -> outlet.tally().stored() == 1);

            assertThat(kme.pushes).hasSize(2);
            assertThat(kme.pushes.get(1).hex()).isEqualTo(kme.pushes.get(0).hex());
            assertThat(outlet.tally().retried()).isOne();
        }
    }

    @Test
    void outlivesAKmeThatIsNotThere() throws Exception {
        int port = FreePorts.find();
        try (KmeOutlet outlet = outlet(URI.create("https://127.0.0.1:" + port))) {
            outlet.deliver(block());
            await().until(() -> outlet.tally().retried() >= 2);
            assertThat(outlet.tally().unsent()).isOne();

            try (TestKme kme = TestKme.start(vertx, plane.issue(KME), port, KmeOutletTest::store)) {
                await().until(() -> outlet.tally().stored() == 1);
                assertThat(kme.pushes).hasSize(1);
            }
        }
    }

    @Test
    void holdsABoundedNumberOfBlocks() throws Exception {
        Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();
        try (TestKme kme = kme((push, request) -> held.add(request));
                KmeOutlet outlet = outlet(kme.uri())) {
            fill(outlet);
            await().until(() -> held.size() == 1);
            KeyBlock tooMuch = block();

            assertThat(outlet.hasRoom(tooMuch.id())).isFalse();
            assertThat(outlet.hasRoom(block(FROM_GREATER).id())).isTrue();
            assertThatThrownBy(() -> outlet.deliver(tooMuch)).hasMessageContaining("at most 32 blocks of a direction");
            assertThat(wiped(tooMuch)).isTrue();

            answer(held.remove(), 201);
            await().until(() -> outlet.hasRoom(tooMuch.id()));
        }
    }

    private void fill(KmeOutlet outlet) {
        for (int i = 0; i < KmeLane.CAPACITY; i++) {
            KeyBlock block = block();
            assertThat(outlet.hasRoom(block.id())).isTrue();
            outlet.deliver(block);
        }
    }

    @Test
    void aStoreThatIsFullInOneDirectionGetsAllOfTheOther() throws Exception {
        try (TestKme kme = kme((push, request) -> {
                    request.response().putHeader("Retry-After", "60");
                    answer(request, direction(push) == FROM_SMALLER ? 503 : 201);
                });
                KmeOutlet outlet = outlet(kme.uri())) {
            fill(outlet);
            await().until(() -> outlet.tally().retried() == 1);
            Stream.generate(() -> block(FROM_GREATER)).limit(KmeLane.CAPACITY).forEach(outlet::deliver);
            await().until(() -> outlet.tally().stored() == KmeLane.CAPACITY);

            assertThat(outlet.tally()).isEqualTo(new KeyOutlet.Tally(KmeLane.CAPACITY, 0, 1, KmeLane.CAPACITY));
            assertThat(kme.pushes)
                    .filteredOn(push -> direction(push) == FROM_SMALLER)
                    .hasSize(1);
        }
    }

    @Test
    void storesTheBlocksOfADirectionInTheOrderInWhichTheyWereMade() throws Exception {
        List<UUID> stored = new CopyOnWriteArrayList<>();
        AtomicInteger count = new AtomicInteger();
        try (TestKme kme = kme((push, request) -> {
                    request.response().putHeader("Retry-After", "0");
                    boolean now = count.getAndIncrement() % 4 != 0;
                    if (now) {
                        stored.add(id(push));
                    }
                    answer(request, now ? 201 : 503);
                });
                KmeOutlet outlet = outlet(kme.uri())) {
            List<KeyBlock> blocks = blocksOfBoth(6);
            blocks.forEach(outlet::deliver);
            await().until(() -> outlet.tally().stored() == blocks.size());

            assertThat(outlet.tally().retried()).isGreaterThan(2);
            for (BlockDirection direction : BlockDirection.values()) {
                assertThat(stored)
                        .filteredOn(id -> BlockDirection.of(id) == direction)
                        .containsExactlyElementsOf(blocks.stream()
                                .map(KeyBlock::id)
                                .filter(id -> BlockDirection.of(id) == direction)
                                .toList());
            }
        }
    }

    @Test
    void wipesWhatADeadDeviceHadNotSent() throws Exception {
        try (TestKme kme = kme((push, request) -> {
                    request.response().putHeader("Retry-After", "60");
                    answer(request, 503);
                });
                KmeOutlet outlet = outlet(kme.uri())) {
            List<KeyBlock> blocks = blocksOfBoth(3);
            blocks.forEach(outlet::deliver);
            await().until(() -> outlet.tally().retried() >= 2);

            outlet.discard();

            await().until(() -> outlet.tally().unsent() == 0);
            assertThat(blocks).allMatch(KmeOutletTest::wiped).allMatch(block -> outlet.hasRoom(block.id()));
        }
    }

    @Test
    void wipesEverythingWhenItCloses() throws Exception {
        Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();
        try (TestKme kme = kme((push, request) -> held.add(request))) {
            KmeOutlet outlet = outlet(kme.uri());
            List<KeyBlock> blocks = blocksOfBoth(3);
            blocks.forEach(outlet::deliver);
            await().until(() -> held.size() == 2);

            outlet.close();

            await().untilAsserted(() -> assertThat(blocks).allMatch(KmeOutletTest::wiped));
            assertThat(blocks).noneMatch(block -> outlet.hasRoom(block.id()));
        }
    }

    @Test
    void givesNothingToAnotherKmeOfThePlane() throws Exception {
        DriverCredentials other = plane.issue(identity(Identity.Role.KME, "KME-MOD"));
        try (TestKme kme = TestKme.start(vertx, other, 0, KmeOutletTest::store);
                KmeOutlet outlet = outlet(kme.uri())) {
            outlet.deliver(block());
            await().until(() -> outlet.tally().retried() >= 2);

            assertThat(kme.pushes).isEmpty();
        }
    }

    @Test
    void givesNothingToAServerOfAnotherRoot() throws Exception {
        DriverCredentials foreign = new TestPlane(directory.resolve("foreign")).issue(KME);
        // It would take this device; it is the device that must not take it.
        DriverCredentials impostor = new DriverCredentials(
                foreign.certificateChain(),
                foreign.key(),
                plane.root(),
                foreign.telemetryKey(),
                foreign.telemetryKeyId());
        try (TestKme kme = TestKme.start(vertx, impostor, 0, KmeOutletTest::store);
                KmeOutlet outlet = outlet(kme.uri())) {
            outlet.deliver(block());
            await().until(() -> outlet.tally().retried() >= 2);

            assertThat(kme.pushes).isEmpty();
        }
    }

    @Test
    void agreesOnTheHybridPostQuantumGroup() throws Exception {
        Queue<Integer> groups = new ConcurrentLinkedQueue<>();
        try (TestKme kme = kme(KmeOutletTest::store)) {
            NetServer tap = vertx.createNetServer().connectHandler(client -> {
                client.pause();
                vertx.createNetClient()
                        .connect(kme.uri().getPort(), "127.0.0.1")
                        .onSuccess(server -> {
                            client.handler(server::write);
                            server.handler(bytes -> {
                                if (groups.isEmpty()) {
                                    groups.add(groupOfServerHello(bytes));
                                }
                                client.write(bytes);
                            });
                            client.resume();
                        });
            });
            tap.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
            try (KmeOutlet outlet = outlet(URI.create("https://127.0.0.1:" + tap.actualPort()))) {
                outlet.deliver(block());
                await().until(() -> outlet.tally().stored() == 1);
            }
        }
        assertThat(groups).containsExactly(0x11EC);
    }

    /** RFC 8446 section 4.1.3: the group of the extension key_share, number 51. */
    private static int groupOfServerHello(Buffer record) {
        int at = 5 + 4 + 2 + 32;
        at += 1 + record.getUnsignedByte(at) + 2 + 1;
        int end = at + 2 + record.getUnsignedShort(at);
        at += 2;
        while (at < end) {
            if (record.getUnsignedShort(at) == 51) {
                return record.getUnsignedShort(at + 4);
            }
            at += 4 + record.getUnsignedShort(at + 2);
        }
        throw new AssertionError("the server's hello has no key share");
    }

    @Test
    void aBlockDoesNotPrintItsBytes() {
        KeyBlock block = block();

        assertThat(block.toString()).isEqualTo("KeyBlock[" + block.id() + ", 8288 bytes]");
    }
}
