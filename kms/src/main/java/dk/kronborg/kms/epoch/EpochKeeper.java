package dk.kronborg.kms.epoch;

import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.kms.block.BlockLayout;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.confirmation.PeerUnreachable;
import dk.kronborg.kms.epoch.EpochLedger.Standing;
import dk.kronborg.kms.housekeeping.RunningTime;
import dk.kronborg.kms.secret.SecretBytes;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The from end of the epochs of one pool: begins one where there is none, when the last has grown old, and when half of
 * the blocks that followed from the others are used up.
 *
 * <p>A round is repeated after any failure. For use by one thread of a process; of several processes at once, one is
 * quicker, and the other's epoch is never used.
 */
public final class EpochKeeper {

    /** An epoch that is so many times as old as it should get to be is missed. */
    private static final int TIMES_OVERDUE = 2;
    /** Between two epochs; longer if the peer has no room for blocks. */
    private static final long PAUSE_SECONDS = 2;
    /** Between attempts that fail. */
    private static final long LONGEST_PAUSE_SECONDS = 60;
    /** Blocks of an epoch are as long as blocks can be. */
    private static final int BLOCK_LENGTH = BlockLayout.MAX_LENGTH;

    /**
     * When an epoch is due.
     *
     * @param rekey how long it is the newest
     * @param stock blocks that are kept ready, from 2 to 64
     * @throws IllegalArgumentException if a value is outside its range
     */
    public record Terms(Duration rekey, int stock) {

        private static final Duration SHORTEST = Duration.ofMinutes(1);
        private static final Duration LONGEST = Duration.ofDays(1);

        public Terms {
            if (rekey.compareTo(SHORTEST) < 0 || rekey.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("a new epoch begins every 1 minute to 1 day, got " + rekey);
            }
            if (stock < 2 || stock > EpochProposal.MOST_BLOCKS) {
                throw new IllegalArgumentException(
                        "2 to " + EpochProposal.MOST_BLOCKS + " blocks are kept ready, got " + stock);
            }
        }

        /** The newest is as old as that only if the next one does not come about. */
        public Duration overdue() {
            return rekey.multipliedBy(TIMES_OVERDUE);
        }
    }

    private final PoolId pool;
    private final Supplier<EpochEnd> self;
    private final Supplier<Optional<EpochPeer>> peer;
    private final EpochWay way;
    private final EpochLedger ledger;
    private final Terms terms;
    private final RunningTime time;
    private final Alarms alarms;
    private final SecureRandom random;
    private Optional<List<String>> theirs = Optional.empty();
    private final long begun;
    /** The epoch that cannot be followed any more, if the newest ever was one. */
    private Optional<UUID> broken = Optional.empty();

    private boolean hasChosenAgain;
    private boolean isOverdue;
    private int failures;
    private int empty;
    private long notBefore;

    /**
     * The epochs of one pool.
     *
     * @param self as it is now
     * @param peer as it was met last, if it ever was
     */
    public EpochKeeper(
            PoolId pool,
            Supplier<EpochEnd> self,
            Supplier<Optional<EpochPeer>> peer,
            EpochWay way,
            EpochLedger ledger,
            Terms terms,
            RunningTime time,
            Alarms alarms,
            SecureRandom random) {
        this.pool = pool;
        this.self = self;
        this.peer = peer;
        this.way = way;
        this.ledger = ledger;
        this.terms = terms;
        this.time = time;
        this.alarms = alarms;
        this.random = random;
        this.begun = time.seconds();
    }

    /**
     * Begins an epoch if one is due.
     *
     * @return whether another round may be worth while at once
     * @throws PeerUnreachable if the peer does not answer, or not as agreed
     */
    public boolean round() {
        Optional<Standing> newest = ledger.newest(pool);
        watch(newest);
        int missing = Math.max(0, terms.stock - ledger.blocks(pool));
        Optional<EpochPeer> met = isDue(newest, missing) ? peer.get() : Optional.empty();
        if (met.isEmpty()) {
            return false;
        }
        try {
            boolean again = begin(met.get(), newest.map(Standing::id), missing);
            failures = 0;
            return again;
        } catch (PeerUnreachable e) {
            waitFor(Math.min(LONGEST_PAUSE_SECONDS, 1L << Math.min(failures, Integer.SIZE - 1)));
            failures++;
            throw e;
        }
    }

    private void waitFor(long seconds) {
        notBefore = time.seconds() + seconds;
    }

    private boolean isDue(Optional<Standing> newest, int missing) {
        long now = time.seconds();
        boolean due = newest.isEmpty()
                || now - newest.get().agreedAt() >= terms.rekey.toSeconds()
                || missing * 2 >= terms.stock;
        return due && now >= notBefore;
    }

    /** Without a fresh epoch a pool lives on what it has, for a while. */
    private void watch(Optional<Standing> newest) {
        long age = time.seconds() - newest.map(Standing::agreedAt).orElse(begun);
        boolean before = isOverdue;
        isOverdue = age >= terms.overdue().toSeconds();
        if (isOverdue && !before) {
            alarms.raise(
                    Alarms.Kind.EPOCH_OVERDUE,
                    pool.toString(),
                    "no epoch for " + age + " s; one is due every " + terms.rekey.toSeconds() + " s");
        } else if (before && !isOverdue) {
            alarms.clear(Alarms.Kind.EPOCH_OVERDUE, pool.toString());
        }
    }

    private boolean begin(EpochPeer met, Optional<UUID> newest, int blocks) {
        Optional<UUID> parent = newest.equals(broken) ? Optional.empty() : newest;
        Optional<SecretBytes> chain = parent.flatMap(epoch -> ledger.chain(pool, epoch));
        try {
            if (parent.isPresent() && chain.isEmpty()) {
                return beginAnew(parent.get(), "its chain value is gone here");
            }
            return begin(met, newest, new EpochWish(parent, blocks, BLOCK_LENGTH), chain);
        } catch (EpochFault fault) {
            if (fault.reason() == EpochFault.Reason.SUITE) {
                // What the peer enables may have changed since it said so.
                theirs = Optional.empty();
            }
            if (fault.isSuspicious()) {
                alarms.raise(Alarms.Kind.EPOCH_FORGED, pool.toString(), fault.reason() + ": " + fault.getMessage());
            }
            throw new PeerUnreachable("no epoch with " + pool.to() + ": " + fault.getMessage(), fault);
        } finally {
            chain.ifPresent(SecretBytes::close);
        }
    }

    private boolean begin(EpochPeer met, Optional<UUID> newest, EpochWish wish, Optional<SecretBytes> chain) {
        try (EpochInitiator initiator = new EpochInitiator(self.get(), met, wish, theirs, random)) {
            return switch (way.propose(initiator.proposal())) {
                case EpochWay.Reply.Accepted(EpochAcceptance acceptance) -> {
                    try (EpochSecrets secrets = initiator.accept(acceptance, chain)) {
                        yield keep(
                                EpochLedger.Agreed.of(pool, initiator.proposal(), acceptance, secrets),
                                newest,
                                wish.blocks());
                    }
                }
                case EpochWay.Reply.Refused(EpochRefusal refusal) -> {
                    initiator.refused(refusal);
                    yield chooseAgain(wish, refusal);
                }
            };
        }
    }

    /** Keeps it, unless another process of this KME was quicker. */
    private boolean keep(EpochLedger.Agreed agreed, Optional<UUID> newest, int wanted) {
        boolean kept = ledger.begin(agreed, newest);
        hasChosenAgain = false;
        boolean granted = wanted == 0 || agreed.blocks() > 0;
        empty = granted ? 0 : empty + 1;
        waitFor(
                granted
                        ? PAUSE_SECONDS
                        : Math.min(terms.rekey.toSeconds(), PAUSE_SECONDS << Math.min(empty, Short.SIZE)));
        return kept;
    }

    /** What the peer refuses by another choice it may take; everything else may pass. */
    private boolean chooseAgain(EpochWish wish, EpochRefusal refusal) {
        theirs = Optional.of(refusal.suites());
        if (refusal.reason() == EpochFault.Reason.SUITE && !hasChosenAgain) {
            hasChosenAgain = true;
            return true;
        }
        if (refusal.reason() == EpochFault.Reason.UNKNOWN_PARENT
                && wish.parent().isPresent()) {
            return beginAnew(wish.parent().get(), pool.to() + " does not know it");
        }
        throw new PeerUnreachable(
                "no epoch with " + pool.to() + ", which says " + refusal.reason() + ": " + refusal.detail());
    }

    /** An epoch cannot be followed any more; if it is still the newest, a chain begins anew. */
    private boolean beginAnew(UUID epoch, String cause) {
        if (ledger.newest(pool).map(Standing::id).equals(Optional.of(epoch))) {
            broken = Optional.of(epoch);
            alarms.raise(
                    Alarms.Kind.EPOCH_CHAIN_BROKEN,
                    pool.toString(),
                    "epoch " + epoch + " cannot be followed, " + cause + ": a chain begins anew");
        }
        return true;
    }
}
