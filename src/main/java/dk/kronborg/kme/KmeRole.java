package dk.kronborg.kme;

import dk.kronborg.administration.AdministrationApi;
import dk.kronborg.administration.AuditExport;
import dk.kronborg.broker.CompactedTopic;
import dk.kronborg.device.BlockPushApi;
import dk.kronborg.etsi014.DeliveryLimits;
import dk.kronborg.etsi014.KeyDeliveryApi;
import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.kms.alarm.StandingAlarms;
import dk.kronborg.kms.audit.AuditLedger;
import dk.kronborg.kms.audit.HeadKeeper;
import dk.kronborg.kms.balance.Balances;
import dk.kronborg.kms.balance.PoolBalance;
import dk.kronborg.kms.balance.PoolStock;
import dk.kronborg.kms.block.BlockLayout;
import dk.kronborg.kms.block.Origin;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.confirmation.AnsweringEnd;
import dk.kronborg.kms.confirmation.OfferingEnd;
import dk.kronborg.kms.confirmation.OfferingLedger;
import dk.kronborg.kms.confirmation.PeerIncarnations;
import dk.kronborg.kms.confirmation.PeerMemory;
import dk.kronborg.kms.confirmation.PeerUnreachable;
import dk.kronborg.kms.confirmation.SecondSecretTerms;
import dk.kronborg.kms.custody.Custody;
import dk.kronborg.kms.delivery.Drain;
import dk.kronborg.kms.delivery.GuessLimit;
import dk.kronborg.kms.delivery.KeyDelivery;
import dk.kronborg.kms.delivery.KeyFetch;
import dk.kronborg.kms.delivery.KeyVoiding;
import dk.kronborg.kms.delivery.PairRate;
import dk.kronborg.kms.delivery.Way;
import dk.kronborg.kms.epoch.EpochKeeper;
import dk.kronborg.kms.file.FenceFile;
import dk.kronborg.kms.file.StateRoom;
import dk.kronborg.kms.handover.HandoverPeer;
import dk.kronborg.kms.handover.HandoverReceiver;
import dk.kronborg.kms.handover.Multicast;
import dk.kronborg.kms.housekeeping.Housekeeping;
import dk.kronborg.kms.housekeeping.WallClockWatch;
import dk.kronborg.kms.incarnation.MarkSeal;
import dk.kronborg.kms.incarnation.SiteIncarnation;
import dk.kronborg.kms.intake.BlockIntake;
import dk.kronborg.kms.mode.Mode;
import dk.kronborg.kms.mode.ModeKeeper;
import dk.kronborg.kms.mode.Terms;
import dk.kronborg.kms.pad.PadReader;
import dk.kronborg.kms.pool.AllocatingPool;
import dk.kronborg.kms.pool.StoreGauge;
import dk.kronborg.kms.pool.StoreLevel;
import dk.kronborg.kms.postgres.PostgresKeyStore;
import dk.kronborg.kms.reading.BlockReader;
import dk.kronborg.kms.report.RefusalTally;
import dk.kronborg.kms.report.Reports;
import dk.kronborg.kms.spending.SpendingLedger;
import dk.kronborg.kms.wrapping.Wrapping;
import dk.kronborg.map.FollowedNetwork;
import dk.kronborg.map.MapSource;
import dk.kronborg.peer.HttpPeer;
import dk.kronborg.peer.PeerApi;
import dk.kronborg.plane.PlaneClient;
import dk.kronborg.plane.PlaneListener;
import dk.kronborg.plane.PlaneSettings;
import dk.kronborg.plane.Planes;
import dk.kronborg.topology.audit.AuditSigner;
import dk.kronborg.topology.identity.Identity;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.map.Tightening;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.Quarkus;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A running key manager: its store, its pools, its planes. Closing it stops what it started, in reverse order. */
final class KmeRole implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(KmeRole.class);
    private static final Duration CONFIRMATION_PAUSE = Duration.ofMillis(250);
    /** Of pools in which, as far as it is known, there is nothing to do. */
    private static final Duration LONGEST_CONFIRMATION_PAUSE = Duration.ofSeconds(16);

    private static final Duration EPOCH_PAUSE = Duration.ofSeconds(1);
    private static final Duration MODE_PAUSE = Duration.ofSeconds(1);
    private static final Duration HOUSEKEEPING_PAUSE = Duration.ofSeconds(5);
    private static final Duration LINK_STATES_PAUSE = Duration.ofSeconds(1);
    private static final Duration REFUSALS_PAUSE = Duration.ofSeconds(5);
    private static final Duration SHORTEST_REPORT_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_REPORT_PAUSE = Duration.ofSeconds(15);
    private static final Duration LONGEST_END = Duration.ofSeconds(2);
    private static final Duration LONGEST_GREETING = Duration.ofSeconds(3);
    /** Status of a process that ended because its database went back. */
    private static final int EXIT_REWOUND = 3;
    /** Status of a process that ended because the network map joins this KME to others otherwise. */
    private static final int EXIT_JOINED_OTHERWISE = 4;

    private final KmeId here;
    private final Supplier<Network> networks;
    /** As it was at the start: what pools there are, and to whom. */
    private final Network network;
    /** KMEs at the other end of a link from here. */
    private final Collection<KmeId> neighbours;

    private final KmeSettings settings;
    private final Planes planes;
    private final MeterRegistry metrics;
    private final Optional<Map<String, Object>> broker;
    private final StandingAlarms alarms;
    private volatile @Nullable AlarmReports alarmReports;
    private final Deque<AutoCloseable> running = new ConcurrentLinkedDeque<>();
    private final Map<PoolId, AllocatingPool> pools = new HashMap<>();
    private final Map<PoolId, StoreGauge> stores = new HashMap<>();
    private final Map<KmeId, Way> ways = new HashMap<>();
    private final AtomicLong imbalance = new AtomicLong();
    private final Map<PoolId, HandoverPeer> handoverPeers = new ConcurrentHashMap<>();
    private final Map<PoolId, Repeating> confirmations = new HashMap<>();

    /**
     * A key manager that is not running yet.
     *
     * @param described the network that a file describes; nothing if it is that of the signed map
     * @param broker how Kafka's clients reach the broker to which store levels and alarms are reported, and where maps are, if there is one
     */
    KmeRole(
            KmeId here,
            Optional<Network> described,
            KmeSettings settings,
            PlaneSettings planes,
            Vertx vertx,
            MeterRegistry metrics,
            Optional<Map<String, Object>> broker) {
        this.here = here;
        this.settings = settings;
        this.metrics = metrics;
        this.broker = broker;
        this.alarms =
                new StandingAlarms(new LoggedAlarms(metrics), Clock.systemUTC(), System::nanoTime, this::alarmsChanged);
        Duration pause = settings.storeReport();
        if (pause.compareTo(SHORTEST_REPORT_PAUSE) < 0 || pause.compareTo(LONGEST_REPORT_PAUSE) > 0) {
            throw new IllegalStateException("kronborg.kme.store-report is " + SHORTEST_REPORT_PAUSE.toSeconds()
                    + " s to " + LONGEST_REPORT_PAUSE.toSeconds() + " s, got " + pause);
        }
        broker.ifPresent(reached -> alarmReports = started(
                new AlarmReports(here, alarms, new ReportTopic(KmeAlarmsReport.TOPIC, reached), Clock.systemUTC())));
        this.planes = started(Planes.open(vertx, planes, alarms, metrics, Clock.systemUTC()));
        Tightening tightening = settings.policy().tightening();
        this.networks = described
                .map(tightening::of)
                .<Supplier<Network>>map(file -> () -> file)
                .orElseGet(() -> followed(tightening));
        this.network = networks.get();
        this.neighbours = network.links().stream()
                .map((Link link) -> link.otherKme(here))
                .flatMap(Optional::stream)
                .collect(Collectors.toCollection(TreeSet::new));
        if (network.kme(here).isEmpty()) {
            throw new IllegalStateException("kronborg.kme.id: the network has no KME " + here);
        }
    }

    private Supplier<Network> followed(Tightening tightening) {
        KmeSettings.NetworkMap map = settings.map();
        FollowedNetwork followed = started(new FollowedNetwork(
                here,
                map.pins().orElseThrow(),
                tightening,
                map.centre()
                        .orElseThrow(() -> new IllegalStateException(
                                "set kronborg.kme.map.centre to the address of the centre's map plane")),
                state(),
                planes,
                broker,
                alarms));
        followed.sources().forEach(source -> started(follow(followed, source, map.ask())));
        return followed;
    }

    private Repeating follow(FollowedNetwork followed, MapSource source, Duration pause) {
        return new Repeating("network map from " + source, pause, () -> {
            try {
                followed.round(source).ifPresent(before -> changed(before, followed.get()));
                return false;
            } catch (IOException e) {
                throw new PeerUnreachable(String.valueOf(e.getMessage()), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        });
    }

    /** Who may have which keys follows the map at once; other KMEs, links and pools are those of the start. */
    private void changed(Network before, Network after) {
        if (!Joints.of(here, before).equals(Joints.of(here, after))) {
            end("the network map has other sites, KMEs, links, or partners of this KME", EXIT_JOINED_OTHERWISE);
        }
    }

    private Path state() {
        return settings.state()
                .orElseThrow(() -> new IllegalStateException(
                        "set kronborg.kme.state to a folder outside the database and its backups"));
    }

    /** Opens the store, compares it with the fence, and only then listens; closes what it began if it cannot. */
    void start(DataSource database) {
        try {
            begin(database);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        AlarmReports reports = alarmReports;
        if (reports != null) {
            reports.begin();
        }
    }

    private void begin(DataSource database) {
        Path state = state();
        SecureRandom random = new SecureRandom();
        KeysAtRest keys = started(KeysAtRest.open(here, settings, state, database, alarms, this::zeroised));
        Wrapping wrapping = keys.wrapping();
        PostgresKeyStore store = started(new PostgresKeyStore(here, database, wrapping, alarms, System::nanoTime));
        SiteIncarnation site = SiteIncarnation.atStart(
                new FenceFile(state),
                store.mark(),
                new SiteIncarnation.Terms(settings.synchronousReplication()),
                UUID::randomUUID,
                alarms,
                reason -> end(reason, EXIT_REWOUND));
        SpendingLedger spending = store.spending(site);
        KmeSettings.Delivery limits = settings.delivery();
        BlockReader reader = new BlockReader(store.fetchable());
        KeyFetch fetch = new KeyFetch(
                here,
                networks,
                reader,
                store.assigned(),
                spending,
                new GuessLimit(limits.guessesPerMinute(), Duration.ofMinutes(1), System::nanoTime),
                alarms,
                Clock.systemUTC());
        PeerIncarnations peers = new PeerIncarnations(store.answering(), alarms, peer -> voided(peer, fetch));
        Collection<KmeId> others = new TreeSet<>(neighbours);
        Optional<Epochs> epochs = Epochs.of(
                here,
                network,
                settings.pqc(),
                site,
                store.answering(),
                store.epochs(site),
                store.runningTime(),
                alarms,
                metrics,
                random);
        others.addAll(partners(epochs));
        for (KmeId other : others) {
            PoolId pool = new PoolId(here, other);
            openPool(pool, store);
            if (epochs.filter(known -> known.areWith(other)).isPresent()) {
                openPool(pool.of(Origin.PQC), store);
            }
            ways.put(other, way(pool, store, site));
        }
        PeerMemory memory = new PeerMemory(site, new MarkSeal(wrapping), peers, store.answering(), System::nanoTime);
        AnsweringEnd answering = new AnsweringEnd(store.answering(), site, peers, memory, alarms, fetch::changed);
        Drain drain = new Drain(store.drains());
        Custody custody = new Custody(
                store.custody(), new KeyVoiding(here, networks, reader, spending), others, () -> doubt(reader));
        HandoverReceiver receiver =
                new HandoverReceiver(here, networks, new PadReader(reader), spending, peers, alarms, Clock.systemUTC());
        Relays relays = new Relays(
                here,
                networks,
                settings.relay(),
                site,
                new PadReader(reader),
                gauges(neighbours),
                store.relays(site, epochs.map(Epochs::overdue).orElse(Duration.ZERO)),
                settings.pool().mostBlocks(),
                peers,
                store.runningTime(),
                alarms,
                metrics,
                random,
                this::arrived);
        listen(
                "peer",
                Identity.Role.KME,
                new PeerApi(
                        here,
                        networks,
                        answering,
                        receiver,
                        custody,
                        peers,
                        epochs.map(Epochs::answeringEnd),
                        relays.answering()));
        confirm(store, site, memory, custody, epochs, relays);
        StateRoom room = new StateRoom(state, settings.stateReserve().asLongValue(), alarms);
        metrics.gauge("kronborg.state.usable.bytes", room, StateRoom::usable);
        BlockIntake intake = new BlockIntake(
                here, networks, store.received(), settings.pool().mostBlocks(), room, this::arrived);
        listen("device", Identity.Role.DEVICE, new BlockPushApi(intake, metrics));
        keepHouse(store, site, wrapping, drain, () -> doubt(reader));
        KeyDelivery delivery = new KeyDelivery(
                here,
                networks,
                ways,
                spending,
                new Multicast(site, handoverPeers, spending, random, Clock.systemUTC()),
                new PairRate(new PairRate.Limit(limits.pairBitsPerSecond(), limits.pairBurst()), System::nanoTime),
                drain,
                Clock.systemUTC(),
                store.runningTime(),
                relays::askedHere);
        // Closed after those who count.
        RefusalTally refusals = started(new RefusalTally(store.reports(), Clock.systemUTC()));
        started(new Repeating("refusals", REFUSALS_PAUSE, () -> {
            refusals.store();
            return false;
        }));
        KeyDeliveryApi api = new KeyDeliveryApi(here, networks, delivery, fetch, limits(limits), refusals, metrics);
        PlaneListener saes =
                started(planes.listen("sae", network.domain(), Identity.Role.SAE, new SaeNames(networks), api));
        AdministrationApi administration = new AdministrationApi(
                here,
                networks,
                site,
                custody,
                store.custody(),
                drain,
                store.balances(),
                saes::sessions,
                new Reports(here, networks, store.reports(), refusals, Clock.systemUTC()),
                new AuditExport(here, store.audit(), epochs.map(Epochs::auditSigner)),
                actions(keys));
        // Closed last, so that an order to end is still answered.
        running.addLast(planes.listen("operator", network.domain(), Identity.Role.OPERATOR, administration));
        epochs.ifPresent(known -> signHeads(store.audit(), known.auditSigner()));
        LOG.infof("%s serves %s, incarnation %s", here, neighbours, site.id());
        broker.ifPresentOrElse(
                reached -> reportStores(store.balances(), reached),
                () -> LOG.info("No store levels and alarms are reported: kafka.bootstrap.servers names no broker"));
    }

    private void signHeads(AuditLedger audit, AuditSigner signer) {
        HeadKeeper keeper = new HeadKeeper(here, audit, signer, Clock.systemUTC(), System::nanoTime);
        started(new Repeating("audit heads", HeadKeeper.PAUSE, () -> {
            keeper.round();
            return false;
        }));
    }

    private void alarmsChanged() {
        AlarmReports reports = alarmReports;
        if (reports != null) {
            reports.call();
        }
    }

    /** Nothing here waits for the broker but the thread that reports, and nothing is kept for it. */
    private void reportStores(Balances balances, Map<String, Object> reached) {
        ReportTopic topic = started(new ReportTopic(KeyStoreReport.TOPIC, reached));
        started(new Repeating("store report", settings.storeReport(), () -> {
            topic.publish(balances.stocks().stream()
                    .filter(stock -> pools.containsKey(stock.balance().pool()))
                    .map(this::report)
                    .toList());
            return false;
        }));
    }

    private KeyStoreReport report(PoolStock stock) {
        PoolId pool = stock.balance().pool();
        int keyBits = settings.delivery().defaultBits();
        return isRelayed(pool)
                ? KeyStoreReport.ofRelayed(stock, mostBlocks(pool), marks(), keyBits)
                : KeyStoreReport.of(stock, mostBlocks(pool), marks(), keyBits);
    }

    /** Whether no link fills a pool of quantum key. */
    private boolean isRelayed(PoolId pool) {
        return pool.origin() == Origin.QKD && !neighbours.contains(pool.to());
    }

    private int mostBlocks(PoolId pool) {
        return switch (pool.origin()) {
            case QKD ->
                isRelayed(pool)
                        ? settings.relay().stockBlocks()
                        : settings.pool().mostBlocks();
            case PQC -> settings.pqc().stockBlocks();
        };
    }

    private static DeliveryLimits limits(KmeSettings.Delivery limits) {
        return new DeliveryLimits(
                limits.defaultBits(),
                limits.minBits(),
                limits.maxBits(),
                limits.maxPerRequest(),
                limits.maxAdditionalSaes());
    }

    private StoreGauge.Marks marks() {
        KmeSettings.Pool pool = settings.pool();
        return new StoreGauge.Marks(pool.reserve(), pool.low(), pool.high());
    }

    private long mostKeys(int blocks) {
        return (long) blocks
                * (BlockLayout.MAX_UNITS
                        * BlockLayout.UNIT
                        / (settings.delivery().defaultBits() / 8));
    }

    /** KMEs to which pools are filled with relayed keys, too. */
    private Collection<KmeId> partners(Optional<Epochs> epochs) {
        return epochs.isEmpty() || settings.relay().stockBlocks() == 0
                ? List.of()
                : Relays.partners(here, network).stream()
                        .filter(epochs.get()::areWith)
                        .toList();
    }

    private Map<KmeId, StoreGauge> gauges(Collection<KmeId> to) {
        return to.stream()
                .collect(
                        Collectors.toMap(kme -> kme, kme -> Objects.requireNonNull(stores.get(new PoolId(here, kme)))));
    }

    private void openPool(PoolId id, PostgresKeyStore store) {
        AllocatingPool pool =
                new AllocatingPool(id, store.open(), settings.delivery().defaultBits() / 8, System::nanoTime);
        pool.refresh();
        pools.put(id, pool);
        StoreGauge gauge =
                new StoreGauge(pool, settings.delivery().defaultBits() / 8, mostKeys(mostBlocks(id)), marks(), alarms);
        stores.put(id, gauge);
        Tags to = Tags.of("to", id.to().value(), "origin", id.origin().name());
        metrics.gauge("kronborg.pool.stored.keys", to, gauge, StoreGauge::stored);
        metrics.gauge("kronborg.pool.low", to, gauge, read -> read.level() == StoreLevel.NORMAL ? 0 : 1);
    }

    /** What leads to the KME at the other end of a pool, in a mode that is looked at every few seconds. */
    private Way way(PoolId id, PostgresKeyStore store, SiteIncarnation site) {
        Optional<StoreGauge> postQuantum = Optional.ofNullable(stores.get(id.of(Origin.PQC)));
        ModeKeeper keeper = new ModeKeeper(
                id,
                mostBlocks(id),
                () -> postQuantum.filter(gauge -> gauge.stored() > 0).isPresent(),
                store.modes(site),
                terms(),
                store.runningTime(),
                alarms);
        started(new Repeating("mode " + id, neighbours.contains(id.to()) ? MODE_PAUSE : Repeating.IDLE, () -> {
            postQuantum.ifPresent(gauge -> gauge.pool().refreshIfOld());
            keeper.look();
            return false;
        }));
        for (Mode mode : Mode.values()) {
            Tags of = Tags.of("to", id.to().value(), "mode", mode.name());
            metrics.gauge("kronborg.pool.mode", of, keeper, known -> known.mode() == mode ? 1 : 0);
        }
        return new Way(Objects.requireNonNull(stores.get(id)), postQuantum, keeper::mode);
    }

    private Terms terms() {
        KmeSettings.Mode mode = settings.mode();
        try {
            return new Terms(
                    marks(),
                    mode.doubt().toSeconds(),
                    mode.lost().toSeconds(),
                    mode.recovered().toSeconds(),
                    mode.dwell().toSeconds(),
                    mode.recoveredAtMost().toSeconds(),
                    mode.forgotten().toSeconds());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("kronborg.kme.mode: " + e.getMessage(), e);
        }
    }

    /** Meets the peers that are there before anything is served: they know whether this machine was rewound. */
    private void confirm(
            PostgresKeyStore store,
            SiteIncarnation site,
            PeerMemory memory,
            Custody custody,
            Optional<Epochs> epochs,
            Relays relays) {
        Map<AllocatingPool, OfferingEnd> ends = new HashMap<>();
        Map<KmeId, HttpPeer> ways = new HashMap<>();
        for (AllocatingPool pool : pools.values()) {
            HttpPeer way = ways.computeIfAbsent(pool.id().to(), this::way);
            handoverPeers.put(pool.id(), way);
            ends.put(
                    pool,
                    new OfferingEnd(
                            pool,
                            way,
                            store.offering(site, secondSecrets(epochs, pool.id())),
                            store.spending(site),
                            site,
                            memory,
                            alarms,
                            relays.inquiry()::inquire));
        }
        CompletableFuture<?>[] greetings = ends.values().stream()
                .map(end -> CompletableFuture.runAsync(end::greet, Thread::startVirtualThread))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(greetings)
                .completeOnTimeout(null, LONGEST_GREETING.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(absent -> null)
                .join();
        ends.forEach((pool, end) -> confirmations.put(
                pool.id(),
                started(new Repeating(
                        "confirmation " + pool.id(), CONFIRMATION_PAUSE, LONGEST_CONFIRMATION_PAUSE, () -> {
                            // Orders are of a peer, not of a pool.
                            boolean told = pool.id().origin() == Origin.QKD
                                    && custody.tell(
                                            pool.id().to(),
                                            Objects.requireNonNull(
                                                    ways.get(pool.id().to())),
                                            site.id());
                            boolean confirmed = end.round();
                            if (confirmed) {
                                relays.confirmed(pool.id());
                            }
                            return confirmed || told;
                        }))));
        OfferingLedger offering = store.offering(site, SecondSecretTerms.NONE);
        started(new Repeating("pools with something to do", Repeating.IDLE, () -> {
            offering.due().forEach(this::arrived);
            return false;
        }));
        epochs.ifPresent(known -> ends.keySet().stream()
                .map(AllocatingPool::id)
                .filter(pool -> pool.origin() == Origin.PQC)
                .forEach(pool -> keepEpochs(known, pool, Objects.requireNonNull(ways.get(pool.to())))));
        relays.begin(
                kme -> Objects.requireNonNull(ways.get(kme)),
                neighbours,
                gauges(partners(epochs)),
                this::wantedKeys,
                store.balances(),
                this::started);
        settings.relay().linkStateKey().ifPresent(file -> broker.ifPresent(reached -> heed(relays, file, reached)));
    }

    /** Relays heed what the centre says of links. */
    private void heed(Relays relays, Path key, Map<String, Object> reached) {
        LinkStates states;
        try {
            states = new LinkStates(
                    network, CentreMessageKey.read(key), settings.relay().linkStateAge(), Clock.systemUTC());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("kronborg.kme.relay.link-state-key: " + e.getMessage(), e);
        }
        CompactedTopic topic = started(new CompactedTopic(LinkStates.TOPIC, states::concern, reached));
        started(new Repeating("states of links", LINK_STATES_PAUSE, () -> {
            try {
                states.take(topic.newest());
                return false;
            } catch (IOException e) {
                throw new PeerUnreachable(String.valueOf(e.getMessage()), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            } finally {
                // They age without the broker, too.
                relays.take(states.conditions());
            }
        }));
    }

    /** Stores without a link are kept full, others so full that they are well when their link is not. */
    private long wantedKeys(StoreGauge store) {
        boolean linked = neighbours.contains(store.pool().id().to());
        return linked ? store.mostKeys() * (settings.pool().high() + 1) / 100 : store.mostKeys();
    }

    /** Without an epoch a store is filled to midway between its high mark and the brim: well, and with room for others. */
    private SecondSecretTerms secondSecrets(Optional<Epochs> epochs, PoolId pool) {
        KmeSettings.Pool terms = settings.pool();
        int without = Math.ceilDiv(mostBlocks(pool) * (terms.high() + 100), 200);
        return epochs.filter(known -> known.areWith(pool.to()))
                .map(known -> new SecondSecretTerms(known.overdue(), without))
                .orElse(SecondSecretTerms.NONE);
    }

    private void keepEpochs(Epochs epochs, PoolId pool, HttpPeer way) {
        EpochKeeper keeper = epochs.keeper(pool, way);
        started(new Repeating("epochs " + pool, EPOCH_PAUSE, Repeating.IDLE, () -> {
            boolean begun = keeper.round();
            if (begun) {
                arrived(pool);
            }
            return begun;
        }));
    }

    private HttpPeer way(KmeId neighbour) {
        URI uri = network.kme(neighbour)
                .flatMap(Kme::peerUri)
                .orElseThrow(() -> new IllegalStateException("the network has no peer_uri for " + neighbour));
        Identity expected = new Identity(network.domain(), Identity.Role.KME, neighbour.value());
        PlaneClient client = started(planes.client("peer", uri, expected));
        return new HttpPeer(client);
    }

    /** Bits that are nowhere, or in two places, over all pools, as of the last round of housekeeping. */
    private void watchBalance(Balances balances) {
        long imbalance =
                balances.read().stream().mapToLong(PoolBalance::imbalance).sum();
        if (imbalance == this.imbalance.getAndSet(imbalance)) {
            return;
        }
        if (imbalance == 0) {
            alarms.clear(Alarms.Kind.BITS_UNBALANCED, here.value());
        } else {
            alarms.raise(Alarms.Kind.BITS_UNBALANCED, here.value(), imbalance + " bits are not accounted for");
        }
    }

    private void keepHouse(
            PostgresKeyStore store, SiteIncarnation site, Wrapping wrapping, Drain drain, Runnable doubt) {
        KmeSettings.Pool terms = settings.pool();
        Housekeeping housekeeping = new Housekeeping(
                store.retirement(),
                wrapping,
                store.runningTime(),
                new Housekeeping.Terms(terms.unconfirmed(), terms.ttl(), terms.unfetched(), terms.retired()));
        Balances balances = store.balances();
        WallClockWatch clock = new WallClockWatch(Clock.systemUTC(), System::nanoTime, alarms);
        metrics.gauge("kronborg.pool.imbalance", imbalance);
        started(new Repeating("housekeeping", HOUSEKEEPING_PAUSE, () -> {
            site.watch(store.mark());
            if (housekeeping.round()) {
                doubt.run();
            }
            drain.refresh();
            clock.look();
            watchBalance(balances);
            stores.values().forEach(StoreGauge::level);
            return false;
        }));
    }

    /** Nothing in memory can be relied on any more: whoever started this process starts it again. */
    private void end(String reason, int status) {
        LOG.fatalf("%s ends, to be started again: %s", here, reason);
        Quarkus.asyncExit(status);
    }

    private void arrived(PoolId pool) {
        Repeating confirmation = confirmations.get(pool);
        if (confirmation != null) {
            confirmation.call();
        }
    }

    /** Blocks may have become unusable, or usable again. */
    private void doubt(BlockReader reader) {
        pools.values().forEach(pool -> {
            pool.doubt();
            reader.forget(new PoolId(pool.id().to(), here, pool.id().origin()));
            // There may be orders for its peer.
            arrived(pool.id());
        });
    }

    private void voided(KmeId peer, KeyFetch fetch) {
        for (Origin origin : Origin.values()) {
            AllocatingPool pool = pools.get(new PoolId(here, peer, origin));
            if (pool != null) {
                pool.doubt();
            }
            fetch.voided(new PoolId(peer, here, origin));
        }
    }

    private static AdministrationApi.Actions actions(KeysAtRest keys) {
        return new AdministrationApi.Actions() {
            @Override
            public Wrapping.Rotation rotate() {
                return keys.wrapping().rotate();
            }

            @Override
            public List<String> zeroise(String cause) {
                return keys.zeroisation().zeroise(cause);
            }
        };
    }

    private PlaneListener listen(String plane, Identity.Role role, PlaneListener.Answering api) {
        return started(planes.listen(plane, network.domain(), role, api));
    }

    private <T extends AutoCloseable> T started(T part) {
        running.push(part);
        return part;
    }

    /** Stops delivery, and then the process: keys that were opened before the keys were destroyed end with it. */
    private void zeroised() {
        Thread.ofPlatform().name("zeroised").start(() -> {
            Thread.ofPlatform().name("zeroised-halt").daemon().start(KmeRole::haltSoon);
            try {
                close();
            } finally {
                Quarkus.asyncExit(1);
            }
        });
    }

    private static void haltSoon() {
        try {
            Thread.sleep(LONGEST_END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }

    @Override
    public void close() {
        for (AutoCloseable part = running.poll(); part != null; part = running.poll()) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.warnf("closing %s: %s", part, e.getMessage());
            }
        }
    }
}
