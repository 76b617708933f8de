package dk.kronborg.kms.relay;

import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.kms.block.HybridEpoch;
import dk.kronborg.kms.block.KeyProvenance;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.block.Provenance;
import dk.kronborg.kms.confirmation.PeerIncarnations;
import dk.kronborg.kms.incarnation.SiteIncarnation;
import dk.kronborg.kms.keyid.KeyPointer;
import dk.kronborg.kms.pad.PadReader;
import dk.kronborg.kms.pad.Pads;
import dk.kronborg.kms.pad.Sealed;
import dk.kronborg.kms.secret.OneTimeTag;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.spending.CursorMove;
import dk.kronborg.kms.spending.Spending;
import dk.kronborg.kms.spending.SpendingLedger;
import dk.kronborg.kms.spending.UnitsUsed;
import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.network.Network;
import dk.kronborg.topology.network.Site;
import dk.kronborg.topology.path.Hop;
import dk.kronborg.topology.path.RelayPath;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One node of key relay: draws blocks and sends them off, passes shares on, and keeps those that are for it.
 *
 * <p>A share is received and sent on in one transaction: its incoming pads are used, its outgoing pads spent, and its
 * outgoing ciphertext is on disk, before anybody is answered. So a crash loses a share or leaves it where it was, and no
 * pad ever hides two texts. Nothing of a share stays at a node that passed it on but digests. Pads come only from bits
 * that a link made, never from relayed ones.
 *
 * <p>Safe for use by several threads, and by several processes of a KME.
 */
public final class Relaying {

    /** Bytes of one pad; a share has a multiple of that. */
    public static final int PAD = 256;
    /** Most bytes of a share: the payload of a block. */
    public static final int MOST_BYTES = 8192;

    private static final int MOST_JOINED = 32;
    /** Messages that are worked on at once: more would only take longer, until nobody waits for the answer any more. */
    private static final int MOST_AT_ONCE = 4;
    /** Well below the time after which whoever sent a message takes it for lost. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final KmeId here;
    private final Network network;
    private final Set<Hop> linked;
    private final SiteIncarnation site;
    private final PadReader reader;
    private final Map<KmeId, OnwardKey> hops;
    private final RelayLedger ledger;
    private final int mostBlocks;
    private final PeerIncarnations peers;
    private final Alarms alarms;
    private final SecureRandom random;
    private final Runnable kept;
    private final Consumer<PoolId> arrivals;
    private final Consumer<KmeId> departures;
    /** Names of the blocks that are drawn next: a block that had to wait for pads is asked for by the same name. */
    private final Map<PoolId, UUID> wanted = new ConcurrentHashMap<>();

    private final Semaphore places = new Semaphore(MOST_AT_ONCE, true);

    /**
     * The relay of one KME.
     *
     * @param hops       key towards neighbours
     * @param mostBlocks of a pool to here that hold bytes
     * @param kept       told when a share was kept: it is time to {@link #join}
     * @param arrivals   told of every pool that got a block, to be confirmed
     * @param departures told of neighbours to which something is to be sent
     */
    public Relaying(
            KmeId here,
            Network network,
            SiteIncarnation site,
            PadReader reader,
            Map<KmeId, OnwardKey> hops,
            RelayLedger ledger,
            int mostBlocks,
            PeerIncarnations peers,
            Alarms alarms,
            SecureRandom random,
            Runnable kept,
            Consumer<PoolId> arrivals,
            Consumer<KmeId> departures) {
        this.here = here;
        this.network = network;
        this.linked = network.links().stream()
                .map(link -> new Hop(link.transmitter().kme(), link.receiver().kme()))
                .collect(Collectors.toUnmodifiableSet());
        this.site = site;
        this.reader = reader;
        this.hops = hops;
        this.ledger = ledger;
        this.mostBlocks = mostBlocks;
        this.peers = peers;
        this.alarms = alarms;
        this.random = random;
        this.kept = kept;
        this.arrivals = arrivals;
        this.departures = departures;
    }

    /** What came of drawing a block. */
    public sealed interface Drawn {

        /** It is on disk, and on its way. */
        record Underway(UUID block) implements Drawn {}

        /** There is no key to spare towards the first node of a path: nothing was taken. */
        record NoPads(KmeId next) implements Drawn {}

        /** There is no epoch with the other end, or the key store does not answer. */
        record Unavailable(String reason) implements Drawn {}
    }

    /** What is sealed for the first hop of a share. */
    private record First(Share share, SecretBytes bits, Pads pads, KeyProvenance.Quantum rests)
            implements AutoCloseable {
        @Override
        public void close() {
            bits.close();
            pads.close();
        }
    }

    /**
     * Draws a block and sends it off, as many shares as paths.
     *
     * @param paths from here to the same other end, no two with a node between in common
     * @param bytes of the payload, a multiple of {@link #PAD}
     */
    public Drawn draw(List<List<KmeId>> paths, int bytes) {
        PoolId pool = new PoolId(here, paths.getFirst().getLast());
        Optional<HybridEpoch> epoch = ledger.epoch(pool);
        if (epoch.isEmpty()) {
            return new Drawn.Unavailable("there is no epoch with " + pool.to());
        }
        UUID block = wanted.computeIfAbsent(pool, next -> UUID.randomUUID());
        List<First> firsts = new ArrayList<>();
        boolean settled = false;
        try {
            for (List<KmeId> path : paths) {
                Share share = new Share(block, firsts.size(), paths.size(), path, epoch.get());
                switch (pads(share, bytes)) {
                    case OnwardKey.Spared.Given(Pads pads) ->
                        firsts.add(new First(share, SecretBytes.random(bytes, random), pads, pads.provenance()));
                    case OnwardKey.Spared.Nothing _ -> {
                        firsts.forEach(this::giveBack);
                        settled = true;
                        return new Drawn.NoPads(path.get(1));
                    }
                }
            }
            wanted.remove(pool, block);
            settled = send(pool, firsts);
            return settled ? new Drawn.Underway(block) : new Drawn.Unavailable("the key store does not answer");
        } finally {
            if (!settled) {
                firsts.forEach(first -> first.pads.doubt());
            }
            firsts.forEach(First::close);
        }
    }

    private boolean send(PoolId pool, List<First> firsts) {
        KeyProvenance.Quantum rests = firsts.stream()
                .map(First::rests)
                .reduce(KeyProvenance.Quantum::and)
                .orElseThrow();
        List<RelayEntry> entries = new ArrayList<>();
        List<CursorMove> moves = new ArrayList<>();
        for (First first : firsts) {
            Sealed sealed = first.pads.seal(first.bits, site.id(), RelayMessage.saidOf(first.share, Optional.empty()));
            entries.add(new RelayEntry(
                    first.share,
                    first.rests,
                    Optional.empty(),
                    Optional.of(new RelayEntry.Sent(digest(first.share, first.bits), sealed)),
                    Optional.empty()));
            moves.addAll(first.pads.moves());
        }
        Share any = firsts.getFirst().share;
        Provenance.OfRelay provenance =
                provenance(firsts.stream().map(first -> first.share.path()).toList(), rests);
        try (SecretBytes payload = joined(firsts.stream().map(First::bits).toList())) {
            if (!ledger.draw(any.block(), pool, any.epoch(), provenance, payload)) {
                return false;
            }
        }
        boolean recorded = ledger.record(Spending.ofPads(moves), entries) == SpendingLedger.Outcome.RECORDED;
        if (recorded) {
            firsts.forEach(first -> departures.accept(first.share.path().get(1)));
        } else {
            ledger.giveUp(any.block());
        }
        return recorded;
    }

    /** What a block rests on whose shares went over these paths. */
    public static Provenance.OfRelay provenance(List<List<KmeId>> paths, KeyProvenance.Quantum rests) {
        return new Provenance.OfRelay(
                paths,
                new TreeSet<>(rests.links()),
                rests.proof(),
                rests.epsilonTotal(),
                rests.detector(),
                rests.createdAt());
    }

    /** The exclusive or of all, to be closed by the caller; they remain his. */
    public static SecretBytes joined(List<SecretBytes> shares) {
        SecretBytes all = shares.getFirst().slice(0, shares.getFirst().length());
        for (SecretBytes share : shares.subList(1, shares.size())) {
            try (SecretBytes before = all) {
                all = before.xor(share);
            }
        }
        return all;
    }

    /** Pads for the next hop of a share. */
    private OnwardKey.Spared pads(Share share, int bytes) {
        KmeId next = share.after(here).orElseThrow();
        OnwardKey key = hops.get(next);
        return key == null
                ? new OnwardKey.Spared.Nothing("there is no link to " + next)
                : key.pads(share.pool(), share.block(), bytes);
    }

    private void giveBack(First first) {
        KmeId next = first.share.after(here).orElseThrow();
        Objects.requireNonNull(hops.get(next)).giveBack(first.share.pool(), first.pads, first.bits.length());
    }

    private static byte[] digest(Share share, SecretBytes bits) {
        return OneTimeTag.fingerprint(
                bits, share.canonical("kronborg/relayed-share/1").bytes());
    }

    /**
     * What became of a share here.
     *
     * @param asking only who drew the share is told
     */
    public Testimony testify(KmeId asking, UUID block, int share) {
        return ledger.find(block, share)
                .filter(known -> known.share().from().equals(asking))
                .map(RelayLedger.Known::testimony)
                .orElse(Testimony.NONE);
    }

    /**
     * Why a share would not be taken now that is to be sent on to a neighbour.
     *
     * @param pool of its block
     * @return nothing if it would be taken, as far as key for it goes
     */
    public Optional<String> shortage(PoolId pool, KmeId next) {
        OnwardKey key = hops.get(next);
        return key == null ? Optional.of("there is no link to " + next) : key.shortage(pool);
    }

    /** What the peer is told. */
    public sealed interface Outcome {

        /** The share is on disk here. */
        record Taken() implements Outcome {}

        /** There is no key, room or time to spare for it; nothing was changed. */
        record Later(String reason) implements Outcome {}

        /** Nothing was changed. */
        record Refused(String reason) implements Outcome {}

        /** The database does not answer; the pads must be taken as spent. */
        record Unavailable() implements Outcome {}
    }

    /** Takes a share from the peer that its message's pool comes from. */
    public Outcome receive(RelayMessage message) {
        try {
            if (!places.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Outcome.Later("there is too much to relay");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Unavailable();
        }
        try {
            return take(message);
        } finally {
            places.release();
        }
    }

    private Outcome take(RelayMessage message) {
        Sealed sealed = message.sealed();
        Share share = message.share();
        KmeId from = sealed.pool().from();
        peers.meet(from, sealed.incarnation());
        Optional<String> fault = fault(message);
        if (fault.isPresent()) {
            return refuse(message, fault.get());
        }
        Optional<Outcome> again = again(message);
        if (again.isPresent()) {
            return again.get();
        }
        Optional<Outcome> untimely = share.to().equals(here) ? full(share) : shortage(message);
        if (untimely.isPresent()) {
            return untimely.get();
        }
        return switch (reader.open(sealed, message.saidOfIt(), OnwardKey::isPad)) {
            case PadReader.Outcome.Refused(String reason) -> again(message).orElseGet(() -> refuse(message, reason));
            case PadReader.Outcome.Opened opened -> {
                try (SecretBytes bits = opened.plain()) {
                    KeyProvenance.Quantum rests = message.sofar()
                            .map(sofar -> sofar.and(opened.provenance()))
                            .orElse(opened.provenance());
                    RelayEntry.Received received = new RelayEntry.Received(sealed.tag(), digest(share, bits));
                    yield share.to().equals(here)
                            ? keep(message, received, rests, opened.used(), bits)
                            : passOn(message, received, rests, opened.used(), bits);
                }
            }
        };
    }

    /** What is wrong with the message, by this KME's own knowledge of the network. */
    private Optional<String> fault(RelayMessage message) {
        Share share = message.share();
        Sealed sealed = message.sealed();
        int bytes = sealed.ciphertext().length;
        if (bytes < PAD || bytes > MOST_BYTES || bytes % PAD != 0) {
            return Optional.of("it has " + PAD + " to " + MOST_BYTES + " bytes, a multiple of " + PAD);
        }
        if (sealed.pads().stream().map(KeyPointer::length).anyMatch(length -> length != PAD)) {
            return Optional.of("each of its pads has " + PAD + " bytes");
        }
        if (!share.before(here).equals(Optional.of(sealed.pool().from()))) {
            return Optional.of("its path does not lead from " + sealed.pool().from() + " to here");
        }
        RelayPath path = new RelayPath(share.path());
        Optional<String> closed = path.relays().stream()
                .filter(node -> !mayRelay(node))
                .findFirst()
                .map(node -> "its path goes over " + node + ", which does not relay");
        return closed.or(() -> path.hops().stream()
                .filter(hop -> !linked.contains(hop))
                .findFirst()
                .map(hop -> "its path goes from " + hop + ", where there is no link"));
    }

    private boolean mayRelay(KmeId node) {
        return network.kme(node)
                .flatMap(kme -> network.site(kme.site()))
                .filter(Site::relays)
                .isPresent();
    }

    private Outcome refuse(RelayMessage message, String reason) {
        alarms.raise(
                Alarms.Kind.PEER_CONTRADICTION,
                message.sealed().pool().from().value(),
                message.share() + " is refused: " + reason);
        return new Outcome.Refused(reason);
    }

    /** The answer to a message that came before. */
    private Optional<Outcome> again(RelayMessage message) {
        Share share = message.share();
        return ledger.find(share.block(), share.index()).map(known -> {
            boolean same = known.receivedTag()
                    .filter(tag -> OneTimeTag.same(tag, message.sealed().tag()))
                    .isPresent();
            if (!same) {
                return refuse(message, "it came before, with other content");
            }
            return new Outcome.Taken();
        });
    }

    /**
     * Before the message is opened, which costs far more: a share may come many times until there are pads for it. What a
     * neighbour might ask for in vain by messages that prove wrong raises a pool's demand, never its fair share.
     */
    private Optional<Outcome> shortage(RelayMessage message) {
        Share share = message.share();
        return share.after(here)
                .map(hops::get)
                .flatMap(key -> key.shortage(
                        share.pool(), share.block(), message.sealed().ciphertext().length))
                .map(Outcome.Later::new);
    }

    private Optional<Outcome> full(Share share) {
        if (!ledger.has(share.pool(), share.epoch())) {
            return Optional.of(new Outcome.Refused("epoch " + share.epoch().id() + " is not here"));
        }
        return ledger.blocks(share.pool()) < mostBlocks
                ? Optional.empty()
                : Optional.of(new Outcome.Later("the store of " + share.pool() + " is full"));
    }

    private Outcome keep(
            RelayMessage message,
            RelayEntry.Received received,
            KeyProvenance.Quantum rests,
            List<UnitsUsed> used,
            SecretBytes bits) {
        RelayEntry entry =
                new RelayEntry(message.share(), rests, Optional.of(received), Optional.empty(), Optional.of(bits));
        Outcome outcome = recorded(message, ledger.record(Spending.ofPads(List.of(), used), List.of(entry)));
        if (outcome instanceof Outcome.Taken) {
            kept.run();
        }
        return outcome;
    }

    /**
     * Makes blocks of shares that were kept. Whoever sent them need not wait for that: they are on disk.
     *
     * @return whether there were any, hence whether another round may be worth while at once
     */
    public boolean join() {
        List<RelayLedger.Joined> joined = ledger.join(MOST_JOINED);
        joined.stream()
                .filter(RelayLedger.Joined::whole)
                .map(RelayLedger.Joined::pool)
                .distinct()
                .forEach(arrivals);
        return !joined.isEmpty();
    }

    private Outcome passOn(
            RelayMessage message,
            RelayEntry.Received received,
            KeyProvenance.Quantum rests,
            List<UnitsUsed> used,
            SecretBytes bits) {
        Share share = message.share();
        return switch (pads(share, bits.length())) {
            case OnwardKey.Spared.Nothing(String reason) -> new Outcome.Later(reason);
            case OnwardKey.Spared.Given(Pads pads) -> passOn(message, received, rests, used, bits, pads);
        };
    }

    private Outcome passOn(
            RelayMessage message,
            RelayEntry.Received received,
            KeyProvenance.Quantum rests,
            List<UnitsUsed> used,
            SecretBytes bits,
            Pads pads) {
        Share share = message.share();
        boolean settled = false;
        try {
            Sealed sealed = pads.seal(bits, site.id(), RelayMessage.saidOf(share, Optional.of(rests)));
            RelayEntry entry = new RelayEntry(
                    share,
                    rests,
                    Optional.of(received),
                    Optional.of(new RelayEntry.Sent(digest(share, bits), sealed)),
                    Optional.empty());
            SpendingLedger.Outcome outcome = ledger.record(Spending.ofPads(pads.moves(), used), List.of(entry));
            settled = outcome == SpendingLedger.Outcome.RECORDED;
            if (settled) {
                departures.accept(share.after(here).orElseThrow());
            }
            return recorded(message, outcome);
        } finally {
            if (!settled) {
                pads.doubt();
            }
            pads.close();
        }
    }

    private Outcome recorded(RelayMessage message, SpendingLedger.Outcome outcome) {
        return switch (outcome) {
            case RECORDED -> new Outcome.Taken();
            case REFUSED -> again(message).orElseGet(() -> refuse(message, "one of its pads was used before"));
            case UNKNOWN -> new Outcome.Unavailable();
        };
    }
}
