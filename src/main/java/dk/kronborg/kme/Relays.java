package dk.kronborg.kme;

import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.kms.balance.Balances;
import dk.kronborg.kms.balance.PoolBalance;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.confirmation.PeerIncarnations;
import dk.kronborg.kms.confirmation.PeerUnreachable;
import dk.kronborg.kms.housekeeping.RunningTime;
import dk.kronborg.kms.incarnation.SiteIncarnation;
import dk.kronborg.kms.pad.PadReader;
import dk.kronborg.kms.pool.StoreGauge;
import dk.kronborg.kms.relay.LinkShares;
import dk.kronborg.kms.relay.OnwardKey;
import dk.kronborg.kms.relay.RelayInquiry;
import dk.kronborg.kms.relay.RelayKeeper;
import dk.kronborg.kms.relay.RelayLedger;
import dk.kronborg.kms.relay.RelayPeer;
import dk.kronborg.kms.relay.RelayRoutes;
import dk.kronborg.kms.relay.RelaySender;
import dk.kronborg.kms.relay.Relaying;
import dk.kronborg.peer.PeerApi;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.Link;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.Sae;
import dk.kronborg.topology.network.SaePair;
import dk.kronborg.topology.path.LinkCondition;
import dk.kronborg.topology.path.NodeFacts;
import dk.kronborg.topology.path.PathFinder;
import dk.kronborg.topology.path.PathSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Key relay at one KME: it keeps pools filled to those KMEs whose SAEs may share keys with its own, and relays for others. */
final class Relays {

    private static final Logger LOG = Logger.getLogger(Relays.class);
    private static final Duration SENDER_PAUSE = Duration.ofMillis(500);
    private static final Duration JOINING_PAUSE = Duration.ofMillis(500);
    private static final Duration KEEPER_PAUSE = Duration.ofMillis(500);
    private static final Duration DIVIDING_PAUSE = Duration.ofSeconds(5);
    private static final Duration FORGETTING_PAUSE = Duration.ofMinutes(1);
    /** How long what nodes say of shares is kept. */
    private static final Duration MEMORY = Duration.ofHours(1);

    private final KmeId here;
    private final Network network;
    private final KmeSettings.Relay settings;
    private final RelayLedger ledger;
    private final RelayRoutes routes;
    private final RelayInquiry inquiry;
    private final Relaying relaying;
    private final RunningTime time;
    private final Map<PoolId, LinkShares> shares;
    private final Consumer<PoolId> arrivals;
    private final Map<KmeId, RelayPeer> peers = new ConcurrentHashMap<>();
    private final Map<KmeId, Repeating> senders = new ConcurrentHashMap<>();
    private final Map<PoolId, RelayKeeper> keepers = new ConcurrentHashMap<>();
    private final Map<PoolId, Repeating> fillers = new ConcurrentHashMap<>();
    private final MeterRegistry metrics;
    private volatile Map<LinkId, LinkCondition> conditions;
    private volatile PathFinder finder;
    private volatile @Nullable Repeating joining;

    /**
     * The relay of one KME, which answers from now on.
     *
     * @param networks   the network as it is now: its guarantees hold at once, all else from the start on
     * @param hops       stores of the pools to neighbours
     * @param mostBlocks of a pool that leads here
     * @param arrivals   told of pools from here of which blocks have come to the other end
     */
    Relays(
            KmeId here,
            Supplier<Network> networks,
            KmeSettings.Relay settings,
            SiteIncarnation site,
            PadReader reader,
            Map<KmeId, StoreGauge> hops,
            RelayLedger ledger,
            int mostBlocks,
            PeerIncarnations incarnations,
            RunningTime time,
            Alarms alarms,
            MeterRegistry metrics,
            SecureRandom random,
            Consumer<PoolId> arrivals) {
        this.here = here;
        this.settings = settings;
        this.ledger = ledger;
        this.arrivals = arrivals;
        this.time = time;
        this.metrics = metrics;
        this.network = networks.get();
        this.conditions = planned(network);
        this.finder = finder(network, conditions);
        this.routes = new RelayRoutes(here, () -> finder, settings.patience().multipliedBy(2), System::nanoTime);
        this.inquiry = new RelayInquiry(
                here,
                network,
                ledger,
                this::peer,
                routes,
                alarms,
                hop -> metrics.counter("kronborg.relay.short", "hop", hop.toString())
                        .increment(),
                pool -> keeper(pool).ifPresent(RelayKeeper::heldUp),
                pool -> keeper(pool).ifPresent(RelayKeeper::lost));
        ToDoubleFunction<PoolId> weight = weights(network);
        ToDoubleFunction<PoolId> guaranteed = pool -> guaranteed(networks.get(), pool);
        this.shares = hops.values().stream()
                .map(store -> store.pool().id())
                .collect(Collectors.toMap(
                        link -> link, link -> new LinkShares(link, weight, guaranteed, System::nanoTime)));
        Map<KmeId, OnwardKey> onward = hops.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, hop -> onwardKey(hop.getKey(), hop.getValue(), metrics)));
        this.relaying = new Relaying(
                here,
                network,
                site,
                reader,
                onward,
                ledger,
                mostBlocks,
                incarnations,
                alarms,
                random,
                () -> call(joining),
                this::tellArrived,
                next -> call(senders.get(next)));
    }

    private Optional<RelayKeeper> keeper(PoolId pool) {
        return Optional.ofNullable(keepers.get(pool));
    }

    private static double guaranteed(Network network, PoolId pool) {
        return network.guarantees().stream()
                .filter(each -> each.from().equals(pool.from()) && each.to().equals(pool.to()))
                .mapToDouble(each -> (double) each.bitsPerSecond())
                .sum();
    }

    private OnwardKey onwardKey(KmeId next, StoreGauge store, MeterRegistry metrics) {
        return new OnwardKey(
                store,
                Objects.requireNonNull(shares.get(store.pool().id())),
                shortage -> metrics.counter("kronborg.relay.refused", "next", next.value(), "reason", shortage.name())
                        .increment());
    }

    /** For every pair of SAEs that may share its keys, and for one if there is none. */
    private static ToDoubleFunction<PoolId> weights(Network network) {
        Map<Set<KmeId>, Long> pairs = network.pairs().stream()
                .collect(Collectors.groupingBy(pair -> Set.copyOf(homes(pair, network)), Collectors.counting()));
        return pool -> pairs.getOrDefault(Set.of(pool.from(), pool.to()), 1L);
    }

    /** SAEs here ask for keys that they share with SAEs of that KME. */
    void askedHere(KmeId other, long bits) {
        LinkShares link = shares.get(new PoolId(here, other));
        if (link != null) {
            link.askedHere(bits);
        }
    }

    /** How links do, relays show by what they refuse. */
    private static Map<LinkId, LinkCondition> planned(Network network) {
        return network.links().stream()
                .collect(Collectors.toUnmodifiableMap(Link::id, link -> LinkCondition.planned(1)));
    }

    static PathFinder finder(Network network, Map<LinkId, LinkCondition> conditions) {
        return new PathFinder(network, conditions, NodeFacts.planned(network), PathSettings.DEFAULT);
    }

    /** These hold from the next block on; for one thread. */
    void take(Map<LinkId, LinkCondition> news) {
        if (!news.equals(conditions)) {
            conditions = news;
            finder = finder(network, news);
        }
    }

    /** Other KMEs whose SAEs may share keys with SAEs of this one. */
    static Collection<KmeId> partners(KmeId here, Network network) {
        return network.pairs().stream()
                .map(pair -> homes(pair, network))
                .filter(homes -> homes.contains(here))
                .flatMap(Collection::stream)
                .filter(kme -> !kme.equals(here))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Collection<KmeId> homes(SaePair pair, Network network) {
        return Stream.of(pair.first(), pair.second())
                .flatMap(sae -> network.sae(sae).map(Sae::kme).stream())
                .toList();
    }

    PeerApi.Relays answering() {
        return new PeerApi.Relays(relaying, inquiry, to -> arrivals.accept(new PoolId(here, to)));
    }

    /** Whoever drew a block that has come need not ask again and again. */
    private void tellArrived(PoolId pool) {
        Thread.startVirtualThread(() -> {
            try {
                peer(pool.from()).arrived();
            } catch (PeerUnreachable e) {
                LOG.debugf("%s could not be told that blocks have arrived: %s", pool.from(), e.getMessage());
            }
        });
    }

    /** That is told of blocks that turned out to differ at both ends. */
    RelayInquiry inquiry() {
        return inquiry;
    }

    private RelayPeer peer(KmeId kme) {
        RelayPeer peer = peers.get(kme);
        if (peer == null) {
            throw new PeerUnreachable("there is no way to " + kme);
        }
        return peer;
    }

    /** Blocks of a pool from here were confirmed: others may set out. */
    void confirmed(PoolId pool) {
        call(fillers.get(pool));
    }

    private static void call(@Nullable Repeating repeating) {
        if (repeating != null) {
            repeating.call();
        }
    }

    /**
     * Begins to send and to fill.
     *
     * @param ways       to all other KMEs
     * @param neighbours to which shares are sent
     * @param wanted     stores that are kept filled, by their other ends
     * @param keys       that are wanted in a store
     * @param balances   of what links have made
     * @param started    takes what is to be closed
     */
    void begin(
            Function<KmeId, RelayPeer> ways,
            Collection<KmeId> neighbours,
            Map<KmeId, StoreGauge> wanted,
            Function<StoreGauge, Long> keys,
            Balances balances,
            Consumer<AutoCloseable> started) {
        Stream.concat(neighbours.stream(), wanted.keySet().stream())
                .distinct()
                .forEach(kme -> peers.put(kme, ways.apply(kme)));
        // What was kept when a process ended is joined by the next one.
        joining = new Repeating("shares of blocks", JOINING_PAUSE, Repeating.IDLE, relaying::join);
        started.accept(joining);
        for (KmeId next : neighbours) {
            Timer hop = metrics.timer("kronborg.relay.hop", "next", next.value());
            RelaySender sender = new RelaySender(
                    here,
                    next,
                    ledger,
                    this::peer,
                    inquiry,
                    time,
                    settings.patience(),
                    settings.endurance(),
                    hop::record);
            Repeating repeating = new Repeating("relay to " + next, SENDER_PAUSE, Repeating.IDLE, sender::round);
            senders.put(next, repeating);
            started.accept(repeating);
        }
        wanted.forEach((to, store) -> {
            PoolId pool = store.pool().id();
            RelayKeeper keeper = new RelayKeeper(
                    pool,
                    store,
                    new RelayKeeper.Terms(
                            keys.apply(store),
                            settings.paths(),
                            settings.patience().multipliedBy(3),
                            settings.patience().multipliedBy(3).plus(settings.endurance()),
                            neighbours.contains(to) ? settings.linkedAfter() : Duration.ZERO),
                    relaying,
                    ledger,
                    routes,
                    inquiry,
                    time);
            keepers.put(pool, keeper);
            Repeating filler = new Repeating("relayed keys " + pool, KEEPER_PAUSE, Repeating.IDLE, keeper::round);
            fillers.put(pool, filler);
            started.accept(filler);
        });
        started.accept(new Repeating("shares of links", DIVIDING_PAUSE, () -> {
            for (PoolBalance balance : balances.read()) {
                LinkShares link = shares.get(balance.pool());
                if (link != null) {
                    link.divide(balance.produced());
                }
            }
            return false;
        }));
        started.accept(new Repeating("forgotten shares", FORGETTING_PAUSE, () -> {
            ledger.forget(time.seconds() - MEMORY.toSeconds());
            return false;
        }));
    }
}
