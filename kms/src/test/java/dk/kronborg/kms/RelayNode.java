package dk.kronborg.kms;

import static org.assertj.core.api.Assertions.assertThat;

import dk.kronborg.kms.block.HybridEpoch;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.confirmation.PeerIncarnations;
import dk.kronborg.kms.confirmation.PeerUnreachable;
import dk.kronborg.kms.incarnation.SiteIncarnation;
import dk.kronborg.kms.intake.IntakeOutcome;
import dk.kronborg.kms.pad.PadReader;
import dk.kronborg.kms.pad.Pads;
import dk.kronborg.kms.pool.AllocatingPool;
import dk.kronborg.kms.pool.StoreGauge;
import dk.kronborg.kms.postgres.PostgresKeyStore;
import dk.kronborg.kms.reading.BlockReader;
import dk.kronborg.kms.relay.LinkShares;
import dk.kronborg.kms.relay.OnwardKey;
import dk.kronborg.kms.relay.RelayEntry;
import dk.kronborg.kms.relay.RelayInquiry;
import dk.kronborg.kms.relay.RelayLedger;
import dk.kronborg.kms.relay.RelayMessage;
import dk.kronborg.kms.relay.RelayPeer;
import dk.kronborg.kms.relay.RelayRoutes;
import dk.kronborg.kms.relay.RelaySender;
import dk.kronborg.kms.relay.Relaying;
import dk.kronborg.kms.relay.Share;
import dk.kronborg.kms.relay.Testimony;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.spending.Spending;
import dk.kronborg.kms.spending.SpendingLedger;
import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.path.Hop;
import dk.kronborg.topology.path.LinkCondition;
import dk.kronborg.topology.path.NodeFacts;
import dk.kronborg.topology.path.NodeTrust;
import dk.kronborg.topology.path.PathFinder;
import dk.kronborg.topology.path.PathSettings;
import dk.kronborg.topology.yaml.NetworkYaml;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** A KME that relays, with a fixture towards each of its neighbours: as many processes on one database. */
final class RelayNode implements AutoCloseable {

    private static final SecureRandom RANDOM = new SecureRandom();

    final KmeId here;
    final RelayLedger ledger;
    final Relaying relaying;
    final RelayRoutes routes;
    /** That this node raised as a relay. */
    final List<String> alarms;
    /** Hops that its inquiry found short of key. */
    final List<Hop> shortages = new ArrayList<>();

    final List<PoolId> delays = new ArrayList<>();
    final List<PoolId> losses = new ArrayList<>();
    /** Why it had no pads to spare, each time. */
    final List<OnwardKey.Shortage> refused = new ArrayList<>();

    private final Network network;
    private final DataSource database;
    private final Path state;
    private final SiteFixture first;
    private final Map<KmeId, SiteFixture> towards = new HashMap<>();
    private final Map<KmeId, StoreGauge> gauges = new HashMap<>();
    private final Map<KmeId, LinkShares> shares = new HashMap<>();
    private final Map<KmeId, OnwardKey> hops = new HashMap<>();

    RelayNode(KmeId here, DataSource database, Path state) throws IOException {
        this.here = here;
        this.database = database;
        this.state = state;
        this.network = NetworkYaml.parse(description());
        for (Link link : network.links()) {
            link.otherKme(here).ifPresent(other -> towards.computeIfAbsent(other, this::fixture));
        }
        this.first = towards.values().iterator().next();
        this.alarms = first.alarms;
        towards.forEach((other, fixture) -> gauges.put(
                other, new StoreGauge(fixture.pool, 32, 16_384, new StoreGauge.Marks(0, 1, 50), first.alarm)));
        gauges.forEach((other, gauge) -> {
            LinkShares of = new LinkShares(gauge.pool().id(), pool -> 1, pool -> 0, first.nanos::get);
            shares.put(other, of);
            hops.put(other, new OnwardKey(gauge, of, refused::add));
        });
        this.ledger = first.store.relays(first.incarnation, EpochEnds.TERMS.overdue());
        PathFinder finder = new PathFinder(
                network,
                network.links().stream().collect(Collectors.toMap(Link::id, link -> LinkCondition.planned(1))),
                network.kmes().stream().collect(Collectors.toMap(Kme::id, kme -> NodeFacts.relay(NodeTrust.MANNED))),
                PathSettings.DEFAULT);
        this.routes = new RelayRoutes(here, () -> finder, Duration.ofSeconds(10), System::nanoTime);
        this.relaying = new Relaying(
                here,
                network,
                first.incarnation,
                new PadReader(new BlockReader(first.store.fetchable())),
                hops,
                ledger,
                SiteFixture.CAPACITY,
                new PeerIncarnations(first.store.answering(), first.alarm, peer -> {}),
                first.alarm,
                RANDOM,
                () -> {},
                arrived -> {},
                next -> {});
    }

    /** Both sites, and two relays between them. */
    private static String description() throws IOException {
        StringBuilder links = new StringBuilder();
        for (String relay : List.of("MID", "SIDE")) {
            links.append(link("MFA", relay)).append(link(relay, "MOD"));
        }
        links.append(link("MOD", "QUIET")).append(link("QUIET", "SIDE"));
        return TwoSites.description().replace("kmes:\n", """
                          - {id: MID, name: Relay, latitude: 55.6, longitude: 12.5}
                          - {id: SIDE, name: Other relay, latitude: 55.7, longitude: 12.5}
                          - {id: QUIET, name: No relay, latitude: 55.8, longitude: 12.5, relays: false}
                        kmes:
                          - {id: KME-MID, site: MID}
                          - {id: KME-SIDE, site: SIDE}
                          - {id: KME-QUIET, site: QUIET}
                        """).replace("pairs:\n", links + "pairs:\n");
    }

    private static String link(String one, String other) {
        String id = one + '-' + other;
        return """
                  - id: %s
                    technology: DV-QKD
                    fibre_km: 2.0
                    commissioned_loss_db: 1.9
                    transmitter: {device: %s-TX, kme: KME-%s}
                    receiver: {device: %s-RX, kme: KME-%s}
                    dv_qkd: {pulse_rate_hz: 1.0e9, mean_photon_number: 0.4, detector_efficiency: 0.2, dark_counts_per_s: 800.0,
                      sifted_share: 0.5, intrinsic_error_rate: 0.012, error_correction_inefficiency: 1.16, block_bits: 10000000,
                      qber_limit: 0.08, detector_trust: TRUSTED, device_share: 0.1}
                """.formatted(id, id, one, id, other);
    }

    private SiteFixture fixture(KmeId other) {
        return new SiteFixture(
                network,
                here,
                other,
                database,
                state.resolve(name(here).toLowerCase(Locale.ROOT)),
                new SiteIncarnation.Terms(false));
    }

    private static String name(KmeId kme) {
        return kme.value().substring("KME-".length());
    }

    /** Another process of this KME. */
    RelayNode another() throws IOException {
        return new RelayNode(here, database, state);
    }

    PostgresKeyStore store() {
        return first.store;
    }

    private SiteFixture towards(KmeId other) {
        return Objects.requireNonNull(towards.get(other));
    }

    /** Blocks of their link, confirmed, for the pool from one to the other. */
    static void fill(RelayNode from, RelayNode to, int blocks) {
        SiteFixture one = from.towards(to.here);
        SiteFixture other = to.towards(from.here);
        Link link = from.network.links().stream()
                .filter(known -> known.otherKme(from.here).equals(Optional.of(to.here)))
                .findFirst()
                .orElseThrow();
        for (int i = 0; i < blocks; i++) {
            UUID id = one.idFromHere();
            byte[] bytes = TwoSites.randomBlock();
            assertThat(one.push(device(link, from.here), link.id(), id, bytes))
                    .isEqualTo(new IntakeOutcome.Stored(false));
            assertThat(other.push(device(link, to.here), link.id(), id, bytes))
                    .isEqualTo(new IntakeOutcome.Stored(false));
        }
        while (one.offeringTo(SiteFixture.peer(other)).round()) {}
        one.pool.doubt();
        one.pool.refresh();
    }

    private static DeviceId device(Link link, KmeId end) {
        return link.transmitter().kme().equals(end)
                ? link.transmitter().device()
                : link.receiver().device();
    }

    long usedBits() throws SQLException {
        return Sql.count(database, "select coalesce(sum(bit_count(used)), 0) from block_use");
    }

    /** Nothing is left to be had towards there, as far as this process knows. */
    void emptyTowards(KmeId other) {
        StoreGauge gauge = Objects.requireNonNull(gauges.get(other));
        int keys = (int) gauge.stored();
        assertThat(gauge.pool().allocate(keys, 32, block -> true)).isPresent();
    }

    /** Sends on other bits than came, well sealed, and says that they are those that came. */
    void passOnOtherBits(UUID block, KmeId next) throws SQLException {
        RelayLedger.Known known = ledger.find(block, 0).orElseThrow();
        RelayMessage honest = ledger.waiting(next, 1).getFirst().message();
        Sql.execute(database, "delete from relayed_share");
        StoreGauge gauge = Objects.requireNonNull(gauges.get(next));
        Share share = known.share();
        Testimony said = known.testimony();
        int bytes = honest.sealed().ciphertext().length;
        Pads pads = Pads.take(gauge.pool(), bytes / Relaying.PAD, Relaying.PAD, any -> true)
                .orElseThrow();
        try (pads;
                SecretBytes other = SecretBytes.random(bytes, RANDOM)) {
            RelayEntry.Sent sent = new RelayEntry.Sent(
                    said.sent().orElseThrow(),
                    pads.seal(other, first.incarnation.id(), RelayMessage.saidOf(share, honest.sofar())));
            RelayEntry entry = new RelayEntry(
                    share,
                    honest.sofar().orElseThrow(),
                    Optional.of(new RelayEntry.Received(
                            known.receivedTag().orElseThrow(), said.received().orElseThrow())),
                    Optional.of(sent),
                    Optional.empty());
            assertThat(ledger.record(Spending.ofPads(pads.moves()), List.of(entry)))
                    .isEqualTo(SpendingLedger.Outcome.RECORDED);
        }
    }

    /** Its link to there has made so many bits. */
    void divide(KmeId other, long produced) {
        Objects.requireNonNull(shares.get(other)).divide(produced);
    }

    /** A share of 1 KiB for the next of these KMEs. */
    RelayMessage message(List<KmeId> path) {
        HybridEpoch epoch = new HybridEpoch(UUID.randomUUID(), EpochEnds.SUITE);
        return sealed(new Share(UUID.randomUUID(), 0, 1, path, epoch), towards(path.get(1)).pool);
    }

    /** A share of 1 KiB under whatever pads are in that pool. */
    RelayMessage sealed(Share share, AllocatingPool pool) {
        Pads pads =
                Pads.take(pool, 1024 / Relaying.PAD, Relaying.PAD, any -> true).orElseThrow();
        try (pads;
                SecretBytes bits = SecretBytes.random(1024, RANDOM)) {
            return new RelayMessage(
                    share,
                    Optional.empty(),
                    pads.seal(bits, first.incarnation.id(), RelayMessage.saidOf(share, Optional.empty())));
        }
    }

    /** Who asks these nodes and no others. */
    RelayInquiry inquiry(List<RelayNode> known) {
        return new RelayInquiry(
                here,
                network,
                ledger,
                kme -> peer(kme, known),
                routes,
                first.alarm,
                shortages::add,
                delays::add,
                losses::add);
    }

    /** Sends to the next of these nodes, with a patience of 5 s and an endurance of 60 s. */
    RelaySender sender(KmeId next, List<RelayNode> known) {
        return sender(next, known, took -> {});
    }

    /** The same, and tells how long each message took. */
    RelaySender sender(KmeId next, List<RelayNode> known, Consumer<Duration> handedOver) {
        return new RelaySender(
                here,
                next,
                ledger,
                kme -> peer(kme, known),
                inquiry(known),
                first.store.runningTime(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                handedOver);
    }

    void later(Duration time) {
        first.nanos.addAndGet(time.toNanos());
    }

    private RelayPeer peer(KmeId kme, List<RelayNode> known) {
        RelayNode node = known.stream()
                .filter(one -> one.here.equals(kme))
                .findFirst()
                .orElseThrow(() -> new PeerUnreachable("there is no way to " + kme));
        return new RelayPeer() {
            @Override
            public Reply relay(RelayMessage message) {
                return switch (node.relaying.receive(message)) {
                    case Relaying.Outcome.Taken _ -> new Reply.Taken();
                    case Relaying.Outcome.Later(String reason) -> new Reply.Later(reason);
                    case Relaying.Outcome.Refused(String reason) -> new Reply.Refused(reason);
                    case Relaying.Outcome.Unavailable _ -> throw new PeerUnreachable("its store does not answer");
                };
            }

            @Override
            public void arrived() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void stuck(UUID block) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void heldUp(UUID block) {
                assertThat(node.inquiry(known).concerns(block, here)).isTrue();
                node.inquiry(known).heldUp(block, here);
            }

            @Override
            public Optional<String> shortage(KmeId to, KmeId next) {
                return node.relaying.shortage(new PoolId(here, to), next);
            }

            @Override
            public Testimony testify(UUID block, int share) {
                return node.relaying.testify(here, block, share);
            }
        };
    }

    @Override
    public void close() {
        towards.values().forEach(SiteFixture::close);
    }
}
