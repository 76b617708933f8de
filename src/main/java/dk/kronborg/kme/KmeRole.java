package dk.kronborg.kme;

import dk.kronborg.device.BlockPushApi;
import dk.kronborg.etsi014.DeliveryLimits;
import dk.kronborg.etsi014.KeyDeliveryApi;
import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.kms.block.BlockLayout;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.confirmation.AnsweringEnd;
import dk.kronborg.kms.confirmation.OfferingEnd;
import dk.kronborg.kms.confirmation.PeerIncarnations;
import dk.kronborg.kms.confirmation.PeerMemory;
import dk.kronborg.kms.delivery.GuessLimit;
import dk.kronborg.kms.delivery.KeyDelivery;
import dk.kronborg.kms.delivery.KeyFetch;
import dk.kronborg.kms.file.DataKeyFiles;
import dk.kronborg.kms.file.FenceFile;
import dk.kronborg.kms.file.KeyEncryptionKeyFile;
import dk.kronborg.kms.file.StateLock;
import dk.kronborg.kms.handover.HandoverPeer;
import dk.kronborg.kms.handover.HandoverReceiver;
import dk.kronborg.kms.handover.Multicast;
import dk.kronborg.kms.housekeeping.Housekeeping;
import dk.kronborg.kms.incarnation.MarkSeal;
import dk.kronborg.kms.incarnation.SiteIncarnation;
import dk.kronborg.kms.intake.BlockIntake;
import dk.kronborg.kms.pool.AllocatingPool;
import dk.kronborg.kms.pool.StoreGauge;
import dk.kronborg.kms.pool.StoreLevel;
import dk.kronborg.kms.postgres.PostgresKeyStore;
import dk.kronborg.kms.reading.BlockReader;
import dk.kronborg.kms.spending.SpendingLedger;
import dk.kronborg.kms.wrapping.Wrapping;
import dk.kronborg.peer.HttpPeer;
import dk.kronborg.peer.PeerApi;
import dk.kronborg.plane.Exchange;
import dk.kronborg.plane.PlaneClient;
import dk.kronborg.plane.PlaneListener;
import dk.kronborg.plane.PlaneSettings;
import dk.kronborg.topology.identity.Identity;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.network.Kme;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.Quarkus;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** A running key manager: its store, its pools, its planes. Closing it stops what it started, in reverse order. */
final class KmeRole implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(KmeRole.class);
    private static final Duration CONFIRMATION_PAUSE = Duration.ofMillis(250);
    private static final Duration HOUSEKEEPING_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_GREETING = Duration.ofSeconds(3);
    /** Status of a process that ended because its database went back. */
    private static final int EXIT_REWOUND = 3;

    private final KmeId here;
    private final Network network;
    private final KmeSettings settings;
    private final PlaneSettings planes;
    private final Vertx vertx;
    private final MeterRegistry metrics;
    private final Alarms alarms;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final Map<PoolId, AllocatingPool> pools = new HashMap<>();
    private final Map<PoolId, StoreGauge> stores = new HashMap<>();
    private final Map<PoolId, HandoverPeer> handoverPeers = new ConcurrentHashMap<>();
    private final Map<PoolId, Repeating> confirmations = new HashMap<>();

    /** A key manager that is not running yet. */
    KmeRole(
            KmeId here,
            Network network,
            KmeSettings settings,
            PlaneSettings planes,
            Vertx vertx,
            MeterRegistry metrics) {
        this.here = here;
        this.network = network;
        this.settings = settings;
        this.planes = planes;
        this.vertx = vertx;
        this.metrics = metrics;
        this.alarms = new LoggedAlarms(metrics);
        if (network.kme(here).isEmpty()) {
            throw new IllegalStateException("kronborg.kme.id: the network has no KME " + here);
        }
    }

    /** Opens the store, compares it with the fence, and only then listens. */
    void start(DataSource database) {
        Path state = settings.state()
                .orElseThrow(() -> new IllegalStateException(
                        "set kronborg.kme.state to a folder outside the database and its backups"));
        SecureRandom random = new SecureRandom();
        // Of two processes that start a new site together, one makes its keys.
        Wrapping wrapping = StateLock.of(state)
                .alone(() -> new Wrapping(
                        KeyEncryptionKeyFile.openOrCreate(state, random),
                        new DataKeyFiles(state),
                        random,
                        Clock.systemUTC()));
        PostgresKeyStore store = started(new PostgresKeyStore(here, database, wrapping, alarms, System::nanoTime));
        SiteIncarnation site = SiteIncarnation.atStart(
                new FenceFile(state),
                store.mark(),
                new SiteIncarnation.Terms(settings.synchronousReplication()),
                UUID::randomUUID,
                alarms,
                this::end);
        SpendingLedger spending = store.spending(site);
        KmeSettings.Delivery limits = settings.delivery();
        BlockReader reader = new BlockReader(store.fetchable());
        KeyFetch fetch = new KeyFetch(
                here,
                network,
                reader,
                store.assigned(),
                spending,
                new GuessLimit(limits.guessesPerMinute(), Duration.ofMinutes(1), System::nanoTime),
                Clock.systemUTC());
        PeerIncarnations peers = new PeerIncarnations(store.answering(), alarms, peer -> voided(peer, fetch));
        Collection<KmeId> neighbours = neighbours();
        for (KmeId neighbour : neighbours) {
            openPool(new PoolId(here, neighbour), store);
        }
        PeerMemory memory = new PeerMemory(site, new MarkSeal(wrapping), peers, store.answering(), System::nanoTime);
        AnsweringEnd answering = new AnsweringEnd(here, store.answering(), site, peers, memory, alarms, fetch::changed);
        HandoverReceiver receiver =
                new HandoverReceiver(here, network, reader, spending, peers, alarms, Clock.systemUTC());
        listen("peer", Identity.Role.KME, new PeerApi(here, network, answering, receiver)::answer);
        confirm(store, site, memory);
        BlockIntake intake =
                new BlockIntake(here, network, store.received(), settings.pool().mostBlocks(), this::arrived);
        listen("device", Identity.Role.DEVICE, new BlockPushApi(intake, metrics)::answer);
        keepHouse(store, site, wrapping);
        KeyDelivery delivery = new KeyDelivery(
                here,
                network,
                stores,
                spending,
                new Multicast(site, handoverPeers, spending, random, Clock.systemUTC()),
                Clock.systemUTC(),
                store.runningTime());
        KeyDeliveryApi api = new KeyDeliveryApi(here, network, delivery, fetch, limits(limits), metrics);
        listen("sae", Identity.Role.SAE, api::answer);
        LOG.infof("%s serves %s, incarnation %s", here, neighbours, site.id());
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

    private long mostKeys() {
        return (long) settings.pool().mostBlocks()
                * (BlockLayout.MAX_UNITS
                        * BlockLayout.UNIT
                        / (settings.delivery().defaultBits() / 8));
    }

    /** KMEs at the other end of a link from here. */
    private Collection<KmeId> neighbours() {
        return network.links().stream()
                .map((Link link) -> link.otherKme(here))
                .flatMap(Optional::stream)
                .collect(Collectors.toCollection(java.util.TreeSet::new));
    }

    private void openPool(PoolId id, PostgresKeyStore store) {
        AllocatingPool pool =
                new AllocatingPool(id, store.open(), settings.delivery().defaultBits() / 8, System::nanoTime);
        pool.refresh();
        pools.put(id, pool);
        StoreGauge gauge = new StoreGauge(pool, settings.delivery().defaultBits() / 8, mostKeys(), marks(), alarms);
        stores.put(id, gauge);
        Tags to = Tags.of("to", id.to().value());
        metrics.gauge("kronborg.pool.stored.keys", to, gauge, StoreGauge::stored);
        metrics.gauge("kronborg.pool.low", to, gauge, read -> read.level() == StoreLevel.NORMAL ? 0 : 1);
    }

    /** Meets the peers that are there before anything is served: they know whether this machine was rewound. */
    private void confirm(PostgresKeyStore store, SiteIncarnation site, PeerMemory memory) {
        Map<PoolId, OfferingEnd> ends = new HashMap<>();
        pools.forEach((id, pool) -> ends.put(id, offering(pool, store, site, memory)));
        CompletableFuture<?>[] greetings = ends.values().stream()
                .map(end -> CompletableFuture.runAsync(end::greet, Thread::startVirtualThread))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(greetings)
                .completeOnTimeout(null, LONGEST_GREETING.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(absent -> null)
                .join();
        ends.forEach((id, end) ->
                confirmations.put(id, started(new Repeating("confirmation " + id, CONFIRMATION_PAUSE, end::round))));
    }

    private OfferingEnd offering(AllocatingPool pool, PostgresKeyStore store, SiteIncarnation site, PeerMemory memory) {
        KmeId neighbour = pool.id().to();
        URI uri = network.kme(neighbour)
                .flatMap(Kme::peerUri)
                .orElseThrow(() -> new IllegalStateException("the network has no peer_uri for " + neighbour));
        Identity expected = new Identity(network.domain(), Identity.Role.KME, neighbour.value());
        PlaneClient client = started(new PlaneClient(vertx, planes, "peer", uri, expected));
        HttpPeer peer = new HttpPeer(client);
        handoverPeers.put(pool.id(), peer);
        return new OfferingEnd(pool, peer, store.offering(site), store.spending(site), site, memory, alarms);
    }

    private void keepHouse(PostgresKeyStore store, SiteIncarnation site, Wrapping wrapping) {
        KmeSettings.Pool terms = settings.pool();
        Housekeeping housekeeping = new Housekeeping(
                store.retirement(),
                wrapping,
                store.runningTime(),
                new Housekeeping.Terms(terms.unconfirmed(), terms.unfetched(), terms.retired()));
        started(new Repeating("housekeeping", HOUSEKEEPING_PAUSE, () -> {
            site.watch(store.mark());
            housekeeping.round();
            stores.values().forEach(StoreGauge::level);
            return false;
        }));
    }

    /** Nothing in memory can be relied on any more: whoever started this process starts it again. */
    private void end(String reason) {
        LOG.fatalf("%s ends, to be started again: %s", here, reason);
        Quarkus.asyncExit(EXIT_REWOUND);
    }

    private void arrived(PoolId pool) {
        Repeating confirmation = confirmations.get(pool);
        if (confirmation != null) {
            confirmation.call();
        }
    }

    private void voided(KmeId peer, KeyFetch fetch) {
        AllocatingPool pool = pools.get(new PoolId(here, peer));
        if (pool != null) {
            pool.doubt();
        }
        fetch.voided(new PoolId(peer, here));
    }

    private void listen(String plane, Identity.Role role, java.util.function.Consumer<Exchange> api) {
        started(PlaneListener.open(
                vertx,
                planes,
                plane,
                network.domain(),
                role,
                (request, caller) -> api.accept(new Exchange(request, caller))));
    }

    private <T extends AutoCloseable> T started(T part) {
        running.push(part);
        return part;
    }

    @Override
    public void close() {
        for (AutoCloseable part : running) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.warnf("closing %s: %s", part, e.getMessage());
            }
        }
    }
}
