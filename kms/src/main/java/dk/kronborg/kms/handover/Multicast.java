package dk.kronborg.kms.handover;

import dk.kronborg.kms.assignment.AssignedKey;
import dk.kronborg.kms.audit.AuditRecord;
import dk.kronborg.kms.block.KeyProvenance;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.confirmation.PeerUnreachable;
import dk.kronborg.kms.incarnation.SiteIncarnation;
import dk.kronborg.kms.keyid.DeliveredKey;
import dk.kronborg.kms.pad.Pads;
import dk.kronborg.kms.pool.AllocatingPool;
import dk.kronborg.kms.pool.OpenBlock;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.spending.CursorMove;
import dk.kronborg.kms.spending.Spending;
import dk.kronborg.kms.spending.SpendingLedger;
import dk.kronborg.topology.identity.SaeId;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Delivers keys that are no runs of a block: draws them at random, and keeps them for targets at home, or hands them
 * over to the KME of every target elsewhere. The initiator gets its keys only when all of them are on disk there. The
 * pads are spent on disk before a ciphertext leaves, and are never used again whatever becomes of it.
 *
 * <p>Safe for use by several threads. Targets' KMEs must be reachable.
 */
public final class Multicast {

    private static final Logger LOG = Logger.getLogger(Multicast.class);

    private final SiteIncarnation site;
    private final Map<PoolId, HandoverPeer> peers;
    private final SpendingLedger ledger;
    private final SecureRandom random;
    private final Clock clock;

    /**
     * The multicast of one KME.
     *
     * @param peers by the pool that leads to them; may grow while in use
     */
    public Multicast(
            SiteIncarnation site,
            Map<PoolId, HandoverPeer> peers,
            SpendingLedger ledger,
            SecureRandom random,
            Clock clock) {
        this.site = site;
        this.peers = peers;
        this.ledger = ledger;
        this.random = random;
        this.clock = clock;
    }

    /**
     * The targets at one other KME.
     *
     * @param pool that leads there
     */
    public record Leg(AllocatingPool pool, List<SaeId> targets) {}

    /**
     * What is asked for.
     *
     * @param legs  one for each KME with targets
     * @param fits  which blocks may serve as pads
     * @param basis of the keys, for the audit
     */
    public record Request(
            SaeId initiator,
            List<Leg> legs,
            int count,
            int keyBytes,
            Predicate<OpenBlock> fits,
            AuditRecord.Basis basis) {

        private List<SaeId> targets() {
            return legs.stream().flatMap(leg -> leg.targets().stream()).toList();
        }
    }

    /** Keys that were drawn, one after the other in {@code bytes}. */
    private record Drawn(List<UUID> ids, SecretBytes bytes, int keyBytes) implements AutoCloseable {

        static Drawn of(int count, int keyBytes, SecureRandom random) {
            return new Drawn(
                    Stream.generate(UUID::randomUUID).limit(count).toList(),
                    SecretBytes.random(count * keyBytes, random),
                    keyBytes);
        }

        /** A copy of one, to be closed by the caller. */
        SecretBytes key(int index) {
            return bytes.slice(index * keyBytes, keyBytes);
        }

        List<DeliveredKey> delivered(KeyProvenance provenance) {
            List<DeliveredKey> keys = new ArrayList<>();
            for (int i = 0; i < ids.size(); i++) {
                keys.add(new DeliveredKey(ids.get(i), key(i), provenance));
            }
            return keys;
        }

        @Override
        public void close() {
            bytes.close();
        }
    }

    /** What came of it. */
    public sealed interface Outcome {

        /**
         * On disk at every target's home.
         *
         * @param keys for the initiator
         */
        record Delivered(List<DeliveredKey> keys) implements Outcome {}

        /** This pool holds too little that fits; nothing was taken. */
        record TooFew(AllocatingPool pool) implements Outcome {}

        /** The database or a target's KME does not answer; nobody was told an ID of the keys. */
        record Unavailable(String reason) implements Outcome {}
    }

    /** Delivers keys, all or none. */
    public Outcome deliver(Request request) {
        List<Pads> pads = new ArrayList<>();
        List<Handover> handovers = new ArrayList<>();
        boolean settled = false;
        try (Drawn drawn = Drawn.of(request.count(), request.keyBytes(), random)) {
            for (Leg leg : request.legs()) {
                Optional<Pads> taken = Pads.take(leg.pool(), request.count(), request.keyBytes(), request.fits());
                if (taken.isEmpty()) {
                    pads.forEach(Pads::giveBack);
                    settled = true;
                    return new Outcome.TooFew(leg.pool());
                }
                pads.add(taken.get());
            }
            // Read before they are recorded: a block that is used up may lose its bytes at once.
            KeyProvenance.Quantum provenance = provenance(pads);
            for (int i = 0; i < pads.size(); i++) {
                handovers.add(seal(request, request.legs().get(i).targets(), pads.get(i), drawn, provenance));
            }
            List<CursorMove> moves =
                    pads.stream().flatMap(leg -> leg.moves().stream()).toList();
            settled = ledger.record(Spending.ofPads(moves)) == SpendingLedger.Outcome.RECORDED;
            return settled ? handOver(request, handovers, drawn, provenance) : notRecorded();
        } finally {
            if (!settled) {
                pads.forEach(Pads::doubt);
            }
            pads.forEach(Pads::close);
        }
    }

    /** Delivers keys for targets at the initiator's own home, by no link. */
    public Outcome deliverAtHome(SaeId initiator, List<SaeId> targets, int count, int keyBytes) {
        try (Drawn drawn = Drawn.of(count, keyBytes, random)) {
            return assign(
                    initiator, targets, drawn, new KeyProvenance.Local(clock.instant()), AuditRecord.Basis.LOCAL, true);
        }
    }

    private static Outcome notRecorded() {
        return new Outcome.Unavailable("the key store does not answer");
    }

    private Outcome handOver(Request request, List<Handover> handovers, Drawn drawn, KeyProvenance.Quantum provenance) {
        return sendAll(handovers)
                .<Outcome>map(Outcome.Unavailable::new)
                .orElseGet(() ->
                        assign(request.initiator(), request.targets(), drawn, provenance, request.basis(), false));
    }

    /** Of a key that falls if any of the blocks does from which pads were taken. */
    private static KeyProvenance.Quantum provenance(List<Pads> pads) {
        return pads.stream()
                .map(Pads::provenance)
                .reduce(KeyProvenance.Quantum::and)
                .orElseThrow();
    }

    private Handover seal(
            Request request, List<SaeId> targets, Pads pads, Drawn drawn, KeyProvenance.Quantum provenance) {
        SaeId initiator = request.initiator();
        int keyBytes = request.keyBytes();
        return new Handover(
                initiator,
                targets,
                drawn.ids(),
                keyBytes,
                provenance,
                pads.seal(
                        drawn.bytes(),
                        site.id(),
                        Handover.saidOf(initiator, targets, drawn.ids(), keyBytes, provenance)));
    }

    /** To all at once; what went wrong, if anything did. */
    private Optional<String> sendAll(List<Handover> handovers) {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Collection<Callable<Optional<String>>> calls = handovers.stream()
                    .map(handover -> (Callable<Optional<String>>) () -> send(handover))
                    .toList();
            List<String> failures = new ArrayList<>();
            for (Future<Optional<String>> sent : executor.invokeAll(calls)) {
                sent.get().ifPresent(failures::add);
            }
            return failures.stream().findFirst();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private Optional<String> send(Handover handover) {
        HandoverPeer peer = peers.get(handover.pool());
        try {
            if (peer == null) {
                throw new PeerUnreachable(
                        "there is no way to " + handover.pool().to());
            }
            peer.handOver(handover);
            return Optional.empty();
        } catch (PeerUnreachable e) {
            LOG.warnf("keys could not be handed over to %s: %s", handover.pool().to(), e.getMessage());
            return Optional.of(handover.pool().to() + " could not take the keys over");
        }
    }

    /**
     * Notes here who was given which key, and gives the initiator its own.
     *
     * @param kept whether the targets will fetch them here; otherwise their homes have them
     */
    private Outcome assign(
            SaeId initiator,
            List<SaeId> targets,
            Drawn drawn,
            KeyProvenance provenance,
            AuditRecord.Basis basis,
            boolean kept) {
        List<AssignedKey> given = new ArrayList<>();
        try {
            for (int i = 0; i < drawn.ids().size(); i++) {
                for (SaeId target : targets) {
                    Optional<SecretBytes> key = kept ? Optional.of(drawn.key(i)) : Optional.empty();
                    given.add(new AssignedKey(drawn.ids().get(i), initiator, target, provenance, key));
                }
            }
            List<AuditRecord> audit = targets.stream()
                    .map(target -> new AuditRecord(
                            clock.instant(),
                            AuditRecord.Event.DELIVERED,
                            initiator,
                            target,
                            drawn.ids(),
                            Optional.of(basis)))
                    .toList();
            return ledger.record(Spending.ofAssigned(given, audit)) == SpendingLedger.Outcome.RECORDED
                    ? new Outcome.Delivered(drawn.delivered(provenance))
                    : notRecorded();
        } finally {
            given.forEach(key -> key.key().ifPresent(SecretBytes::close));
        }
    }
}
