package dk.kronborg.kms;

import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.kms.block.BlockDirection;
import dk.kronborg.kms.block.Origin;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.block.Provenance;
import dk.kronborg.kms.block.SecurityProof;
import dk.kronborg.kms.confirmation.AnsweringEnd;
import dk.kronborg.kms.confirmation.Claims;
import dk.kronborg.kms.confirmation.Introduction;
import dk.kronborg.kms.confirmation.Offer;
import dk.kronborg.kms.confirmation.OfferAnswer;
import dk.kronborg.kms.confirmation.OfferingEnd;
import dk.kronborg.kms.confirmation.Peer;
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
import dk.kronborg.kms.file.DataKeyFiles;
import dk.kronborg.kms.file.FenceFile;
import dk.kronborg.kms.file.KeyEncryptionKeyFiles;
import dk.kronborg.kms.handover.HandoverPeer;
import dk.kronborg.kms.handover.HandoverReceiver;
import dk.kronborg.kms.handover.Multicast;
import dk.kronborg.kms.housekeeping.Housekeeping;
import dk.kronborg.kms.incarnation.MarkSeal;
import dk.kronborg.kms.incarnation.SiteIncarnation;
import dk.kronborg.kms.intake.BlockIntake;
import dk.kronborg.kms.intake.IntakeOutcome;
import dk.kronborg.kms.mode.Mode;
import dk.kronborg.kms.pad.PadReader;
import dk.kronborg.kms.pool.AllocatingPool;
import dk.kronborg.kms.pool.StoreGauge;
import dk.kronborg.kms.postgres.PostgresKeyStore;
import dk.kronborg.kms.reading.BlockReader;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.wrapping.Wrapping;
import dk.kronborg.topology.identity.DeviceId;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.LinkId;
import dk.kronborg.topology.network.CvQkdParameters.DetectorTrust;
import dk.kronborg.topology.network.Network;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** One KME of two, on a real database, joined to the other by method calls instead of the peer plane. */
final class SiteFixture implements AutoCloseable {

    static final int CAPACITY = 64;
    static final Instant PRODUCED_AT = Instant.parse("2026-07-02T12:00:00Z");

    final KmeId here;
    final List<String> alarms = new CopyOnWriteArrayList<>();
    final Alarms alarm = (kind, subject, detail) -> alarms.add(kind + " " + subject + ": " + detail);
    /** Why the process should have ended. */
    final List<String> ended = new CopyOnWriteArrayList<>();

    final AtomicLong nanos = new AtomicLong();
    /** Bits that its SAEs asked for, by the KME they share them with. */
    final Map<KmeId, Long> demand = new ConcurrentHashMap<>();

    final PostgresKeyStore store;
    final SiteIncarnation incarnation;
    final AllocatingPool pool;
    final AnsweringEnd answering;
    final Map<PoolId, HandoverPeer> handoverPeers = new HashMap<>();
    final HandoverReceiver receiver;
    final Drain drain;
    final Custody custody;
    final KeyDelivery delivery;
    final KeyFetch fetch;
    final Housekeeping housekeeping;

    /** Which blocks are offered with a second secret, and which without. */
    SecondSecretTerms secondSecrets = new SecondSecretTerms(EpochEnds.TERMS.overdue(), Integer.MAX_VALUE);

    /** Whether there is room on disk for another block. */
    volatile boolean hasRoom = true;

    private final Network network;
    private final Multicast multicast;
    private final StoreGauge gauge;
    private final KmeId there;
    private final BlockIntake intake;
    final PeerMemory memory;

    SiteFixture(Network network, KmeId here, KmeId there, DataSource source, Path state, SiteIncarnation.Terms terms) {
        this.network = network;
        this.here = here;
        this.there = there;
        SecureRandom random = new SecureRandom();
        Wrapping wrapping = new Wrapping(
                new KeyEncryptionKeyFiles(state, random), new DataKeyFiles(state), random, Clock.systemUTC());
        store = new PostgresKeyStore(here, source, wrapping, alarm, nanos::get);
        incarnation =
                SiteIncarnation.atStart(new FenceFile(state), store.mark(), terms, UUID::randomUUID, alarm, ended::add);
        BlockReader reader = new BlockReader(store.fetchable());
        pool = new AllocatingPool(new PoolId(here, there), store.open(), 32, () -> nanos.get() + System.nanoTime());
        fetch = new KeyFetch(
                here,
                () -> network,
                reader,
                store.assigned(),
                store.spending(incarnation),
                new GuessLimit(100, Duration.ofMinutes(1), nanos::get),
                alarm,
                Clock.systemUTC());
        PeerIncarnations peers = new PeerIncarnations(store.answering(), alarm, peer -> {
            pool.doubt();
            fetch.voided(new PoolId(there, here));
        });
        gauge = gauge(pool);
        memory = new PeerMemory(
                incarnation, new MarkSeal(wrapping), peers, store.answering(), () -> nanos.get() + System.nanoTime());
        answering = new AnsweringEnd(store.answering(), incarnation, peers, memory, alarm, fetch::changed);
        drain = new Drain(store.drains());
        custody = new Custody(
                store.custody(),
                new KeyVoiding(here, () -> network, reader, store.spending(incarnation)),
                List.of(there),
                () -> {
                    pool.doubt();
                    reader.forget(new PoolId(there, here));
                });
        multicast = new Multicast(incarnation, handoverPeers, store.spending(incarnation), random, Clock.systemUTC());
        delivery = deliveryAt(new PairRate(new PairRate.Limit(10_000_000, Duration.ofSeconds(60)), nanos::get));
        receiver = new HandoverReceiver(
                here,
                () -> network,
                new PadReader(reader),
                store.spending(incarnation),
                peers,
                alarm,
                Clock.systemUTC());
        intake = new BlockIntake(here, () -> network, store.received(), CAPACITY, () -> hasRoom, arrived -> {});
        housekeeping = new Housekeeping(
                store.retirement(),
                wrapping,
                store.runningTime(),
                new Housekeeping.Terms(
                        Duration.ofMinutes(10), Duration.ofHours(12), Duration.ofMinutes(60), Duration.ofHours(24)));
    }

    private StoreGauge gauge(AllocatingPool of) {
        return new StoreGauge(of, 32, 65_536, new StoreGauge.Marks(10, 25, 50), alarm);
    }

    /** The same delivery with another limit. */
    KeyDelivery deliveryAt(PairRate rate) {
        return delivery(new Way(gauge, Optional.empty(), () -> Mode.QKD_NORMAL), rate);
    }

    /** Delivery from the store of post-quantum keys, too, in a mode that the test sets. */
    KeyDelivery deliveryIn(Supplier<Mode> mode) {
        AllocatingPool postQuantum =
                new AllocatingPool(pool.id().of(Origin.PQC), store.open(), 32, () -> nanos.get() + System.nanoTime());
        postQuantum.refresh();
        Way way = new Way(gauge, Optional.of(gauge(postQuantum)), mode);
        return delivery(way, new PairRate(new PairRate.Limit(10_000_000, Duration.ofSeconds(60)), nanos::get));
    }

    private KeyDelivery delivery(Way way, PairRate rate) {
        return new KeyDelivery(
                here,
                () -> network,
                Map.of(there, way),
                store.spending(incarnation),
                multicast,
                rate,
                drain,
                Clock.systemUTC(),
                store.runningTime(),
                (other, bits) -> demand.merge(other, bits, Long::sum));
    }

    static Provenance.OfLink claims(double epsilon) {
        return new Provenance.OfLink(
                new LinkId("MFA-MOD"),
                SecurityProof.FINITE_SIZE_COLLECTIVE,
                epsilon,
                DetectorTrust.TRUSTED,
                PRODUCED_AT);
    }

    /** A block id of which the low bit leads to the pool from here. */
    UUID idFromHere() {
        UUID id = UUID.randomUUID();
        while (!BlockDirection.of(id, pool.id().from(), pool.id().to()).equals(pool.id())) {
            id = UUID.randomUUID();
        }
        return id;
    }

    IntakeOutcome push(UUID id, byte[] bytes, double epsilon) {
        DeviceId device = new DeviceId(here.value().equals("KME-MFA") ? "MFA-MOD-TX" : "MFA-MOD-RX");
        try (SecretBytes secret = SecretBytes.owning(bytes.clone())) {
            return intake.receive(device, id, claims(epsilon), secret);
        }
    }

    IntakeOutcome push(DeviceId device, LinkId link, UUID id, int length) {
        return push(device, link, id, new byte[length]);
    }

    IntakeOutcome push(DeviceId device, LinkId link, UUID id, byte[] bytes) {
        Provenance.OfLink claims = claims(1e-10);
        Provenance.OfLink ofLink = new Provenance.OfLink(
                link, claims.proof(), claims.epsilonTotal(), claims.detector(), claims.producedAt());
        try (SecretBytes secret = SecretBytes.owning(bytes.clone())) {
            return intake.receive(device, id, ofLink, secret);
        }
    }

    OfferingEnd offeringTo(Peer peer) {
        return new OfferingEnd(
                pool,
                peer,
                store.offering(incarnation, secondSecrets),
                store.spending(incarnation),
                incarnation,
                memory,
                (kind, subject, detail) -> alarms.add(kind + " " + subject),
                differing -> {});
    }

    /** The other site as this one's peer. */
    static Peer peer(SiteFixture to) {
        return new Peer() {
            @Override
            public Claims claims(Introduction own, PoolId pool, List<UUID> blocks) {
                return to.answering.claims(pool, own, blocks);
            }

            @Override
            public List<OfferAnswer> offer(UUID own, PoolId pool, List<Offer> offers) {
                return to.answering.offers(pool, own, offers);
            }

            @Override
            public void retire(UUID own, PoolId pool, List<UUID> voided, List<Long> closed) {
                to.answering.retire(pool, own, voided, closed);
            }
        };
    }

    /** A peer that hears offers and whose answers are lost. */
    static Peer deafTo(SiteFixture to) {
        Peer good = peer(to);
        return new Peer() {
            @Override
            public Claims claims(Introduction own, PoolId pool, List<UUID> blocks) {
                return good.claims(own, pool, blocks);
            }

            @Override
            public List<OfferAnswer> offer(UUID own, PoolId pool, List<Offer> offers) {
                good.offer(own, pool, offers);
                throw new PeerUnreachable("the answer is lost");
            }

            @Override
            public void retire(UUID own, PoolId pool, List<UUID> voided, List<Long> closed) {
                throw new PeerUnreachable("nobody there");
            }
        };
    }

    Network network() {
        return network;
    }

    @Override
    public void close() {
        store.close();
    }
}
