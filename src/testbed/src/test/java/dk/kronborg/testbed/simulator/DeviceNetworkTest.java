package dk.kronborg.testbed.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dk.kronborg.testbed.network.FreePorts;
import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.DomainId;
import dk.kronborg.topology.identity.Identity;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.identity.SiteId;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.Site;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceNetworkTest {

    private static final LinkId LINK = new LinkId("MFA-MOD");
    private static final DeviceId TX = new DeviceId("MFA-MOD-TX");
    private static final DeviceId RX = new DeviceId("MFA-MOD-RX");
    private static final KmeId MFA = new KmeId("KME-MFA");
    private static final KmeId MOD = new KmeId("KME-MOD");

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path directory;

    @BeforeAll
    static void bePatient() {
        // For a busy machine; a condition that holds ends the wait at once.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static Network network(Link link) {
        return new Network(
                new DomainId("DK.QCI"),
                List.of(new Site(new SiteId("MFA"), "one", 55, 12), new Site(new SiteId("MOD"), "other", 55, 12)),
                List.of(
                        new Kme(MFA, new SiteId("MFA"), Optional.empty()),
                        new Kme(MOD, new SiteId("MOD"), Optional.empty())),
                List.of(),
                List.of(link),
                List.of());
    }

    private static void store(TestKme.Push push, HttpServerRequest request) {
        request.response().setStatusCode(201).end();
    }

    private static Identity identity(Identity.Role role, String id) {
        return new Identity(new DomainId("DK.QCI"), role, id);
    }

    @Test
    void bothKmesGetTheSameBlocksEvenWithoutABroker() throws Exception {
        TestPlane plane = new TestPlane(directory);
        Map<DeviceId, DriverCredentials> credentials = Map.of(
                TX, plane.issue(identity(Identity.Role.DEVICE, TX.value())),
                RX, plane.issue(identity(Identity.Role.DEVICE, RX.value())));
        int nobody = FreePorts.find();
        try (TestKme mfa = TestKme.start(
                        vertx, plane.issue(identity(Identity.Role.KME, "KME-MFA")), 0, DeviceNetworkTest::store);
                TestKme mod = TestKme.start(
                        vertx, plane.issue(identity(Identity.Role.KME, "KME-MOD")), 0, DeviceNetworkTest::store);
                DeviceNetwork devices = DeviceNetwork.start(
                        network(Links.metro()),
                        credentials,
                        Map.of(MFA, mfa.uri(), MOD, mod.uri()),
                        "127.0.0.1:" + nobody)) {
            await().until(() -> mfa.pushes.size() >= 20 && mod.pushes.size() >= 20);
            List<TestKme.Push> some = List.copyOf(mod.pushes).subList(0, 10);
            await().untilAsserted(() -> assertThat(some)
                    .allSatisfy(push -> assertThat(mfa.pushes)
                            .anyMatch(other -> other.path().equals(push.path())
                                    && other.hex().equals(push.hex()))));
            assertThat(mfa.pushes.getFirst().client()).contains("urn:kronborg:DK.QCI:device:MFA-MOD-TX");
            assertThat(mod.pushes.getFirst().client()).contains("urn:kronborg:DK.QCI:device:MFA-MOD-RX");

            devices.befall(devices.target("MFA-MOD"), new Phenomenon.Cut());
            assertThat(devices.status()).hasEntrySatisfying(LINK, status -> {
                assertThat(status.phenomena()).containsExactly(new Phenomenon.Cut());
                assertThat(status.keyRateBps()).isZero();
            });
            await().until(() -> unsent(devices) == 0);
            int before = mfa.pushes.size();
            await().during(Duration.ofSeconds(1)).until(() -> mfa.pushes.size() == before);

            devices.clear(devices.target("MFA-MOD"));
            await().until(() -> mfa.pushes.size() > before);
            assertThat(devices.status()).hasEntrySatisfying(LINK, status -> {
                assertThat(status.phenomena()).isEmpty();
                assertThat(status.transmitter().stored()).isPositive();
                assertThat(status.receiver().refused()).isZero();
            });
        }
    }

    @Test
    void aKmeThatIsFullInOneDirectionGetsTheOtherAndNoBlockIsLeftWithoutAPartner() throws Exception {
        TestPlane plane = new TestPlane(directory);
        Map<DeviceId, DriverCredentials> credentials = Map.of(
                TX, plane.issue(identity(Identity.Role.DEVICE, TX.value())),
                RX, plane.issue(identity(Identity.Role.DEVICE, RX.value())));
        Set<UUID> atMfa = ConcurrentHashMap.newKeySet();
        Set<UUID> atMod = ConcurrentHashMap.newKeySet();
        AtomicBoolean full = new AtomicBoolean(true);
        try (TestKme mfa = TestKme.start(
                        vertx, plane.issue(identity(Identity.Role.KME, "KME-MFA")), 0, (push, request) -> {
                            if (full.get() && fromSmaller(id(push))) {
                                request.response().setStatusCode(503).end();
                            } else {
                                atMfa.add(id(push));
                                store(push, request);
                            }
                        });
                TestKme mod = TestKme.start(
                        vertx, plane.issue(identity(Identity.Role.KME, "KME-MOD")), 0, (push, request) -> {
                            atMod.add(id(push));
                            store(push, request);
                        });
                DeviceNetwork devices = DeviceNetwork.start(
                        network(Links.metro()),
                        credentials,
                        Map.of(MFA, mfa.uri(), MOD, mod.uri()),
                        "127.0.0.1:" + FreePorts.find())) {
            await().until(() -> ofSmaller(atMod) == KmeLane.CAPACITY);
            int before = atMfa.size();
            await().until(() -> atMfa.size() >= before + 50);

            // The partner of each of these waits in the queue of the full end.
            assertThat(ofSmaller(atMod)).isEqualTo(KmeLane.CAPACITY);
            assertThat(ofSmaller(atMfa)).isZero();

            devices.befall(devices.target("MFA-MOD"), new Phenomenon.Cut());
            full.set(false);
            await().until(() -> unsent(devices) == 0);
            assertThat(atMfa).isEqualTo(atMod);
        }
    }

    private static UUID id(TestKme.Push push) {
        return UUID.fromString(push.path().substring(push.path().lastIndexOf('/') + 1));
    }

    private static boolean fromSmaller(UUID block) {
        return BlockDirection.of(block) == BlockDirection.FROM_SMALLER;
    }

    private static long ofSmaller(Set<UUID> blocks) {
        return blocks.stream().filter(DeviceNetworkTest::fromSmaller).count();
    }

    private static int unsent(DeviceNetwork devices) {
        return devices.status().values().stream()
                .mapToInt(status ->
                        status.transmitter().unsent() + status.receiver().unsent())
                .sum();
    }

    @Test
    void listsEverythingThatIsMissing() {
        assertThatThrownBy(() -> DeviceNetwork.start(
                        network(Links.metro()), Map.of(), Map.of(MFA, URI.create("http://127.0.0.1:1")), "127.0.0.1:9"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("device MFA-MOD-TX has no credentials")
                .hasMessageContaining("device MFA-MOD-RX has no credentials")
                .hasMessageContaining("device plane of KME-MFA is https://host:port, got http://127.0.0.1:1")
                .hasMessageContaining("device plane of KME-MOD has no URI");
    }

    @Test
    void namesTheFileThatIsMissing() throws Exception {
        DriverCredentials good = new TestPlane(directory).issue(identity(Identity.Role.DEVICE, TX.value()));
        DriverCredentials keyless = new DriverCredentials(
                good.certificateChain(), directory.resolve("no.key"), good.trust(), good.telemetryKey(), "key-1");

        assertThatThrownBy(() -> DeviceNetwork.start(
                        network(Links.metro()), Map.of(TX, keyless, RX, good), Map.of(), "127.0.0.1:9"))
                .hasMessageContaining("device MFA-MOD-TX cannot read " + directory.resolve("no.key"));
    }

    @Test
    void refusesAFaultOnALinkThatIsNotThere() {
        Network empty = new Network(new DomainId("DK.QCI"), List.of(), List.of(), List.of(), List.of(), List.of());
        try (DeviceNetwork devices = DeviceNetwork.start(empty, Map.of(), Map.of(), "127.0.0.1:9")) {
            assertThat(devices.status()).isEmpty();
            assertThatThrownBy(() -> devices.target("MFA-MOD"))
                    .hasMessage("there is no link or cable MFA-MOD, only []");
            assertThatThrownBy(() -> devices.clear(new Target.OneLink(LINK)))
                    .hasMessage("there is no link MFA-MOD, only []");
        }
    }
}
