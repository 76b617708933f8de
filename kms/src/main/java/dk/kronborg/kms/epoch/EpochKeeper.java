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
    /** After an epoch that brought no blocks, because the peer has no room for them. */
    private static final int PAUSE_SECONDS = 10;
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
    private boolean isChainBroken;
    private long notBefore;
    private final long begun;

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
        return met.isPresent() && begin(met.get(), newest.map(Standing::id), missing);
    }

    private boolean isDue(Optional<Standing> newest, int missing) {
        long now = time.seconds();
        return newest.isEmpty()
                || now - newest.get().agreedAt() >= terms.rekey.toSeconds()
                || (missing * 2 >= terms.stock && now >= notBefore);
    }

    /** Without a fresh epoch a pool lives on what it has, for a while. */
    private void watch(Optional<Standing> newest) {
        long age = time.seconds() - newest.map(Standing::agreedAt).orElse(begun);
        if (age >= TIMES_OVERDUE * terms.rekey.toSeconds()) {
            alarms.raise(
                    Alarms.Kind.EPOCH_OVERDUE,
                    pool.toString(),
                    "no epoch for " + age + " s; one is due every " + terms.rekey.toSeconds() + " s");
        } else if (newest.isPresent()) {
            alarms.clear(Alarms.Kind.EPOCH_OVERDUE, pool.toString());
        }
    }

    private boolean begin(EpochPeer met, Optional<UUID> newest, int blocks) {
        Optional<UUID> parent = isChainBroken ? Optional.empty() : newest;
        EpochEnd own = self.get();
        try (EpochInitiator initiator =
                new EpochInitiator(own, met, new EpochWish(parent, blocks, BLOCK_LENGTH), theirs, random)) {
            return switch (way.propose(initiator.proposal())) {
                case EpochWay.Reply.Accepted(EpochAcceptance acceptance) -> keep(initiator, acceptance, newest);
                case EpochWay.Reply.Refused(EpochRefusal refusal) -> chooseAgain(initiator, refusal);
            };
        } catch (EpochFault fault) {
            if (fault.isSuspicious()) {
                alarms.raise(Alarms.Kind.EPOCH_FORGED, pool.toString(), fault.reason() + ": " + fault.getMessage());
            }
            throw new PeerUnreachable("no epoch with " + pool.to() + ": " + fault.getMessage(), fault);
        }
    }

    private boolean keep(EpochInitiator initiator, EpochAcceptance acceptance, Optional<UUID> newest) {
        EpochProposal proposal = initiator.proposal();
        Optional<SecretBytes> chain = proposal.parent().flatMap(parent -> ledger.chain(pool, parent));
        try {
            if (chain.isPresent() != proposal.parent().isPresent()) {
                // Another process was quicker.
                return false;
            }
            try (EpochSecrets secrets = initiator.accept(acceptance, chain)) {
                boolean kept = ledger.begin(EpochLedger.Agreed.of(pool, proposal, acceptance, secrets), newest);
                isChainBroken &= !kept;
                notBefore =
                        proposal.blocks() > 0 && acceptance.blocks() == 0 ? time.seconds() + PAUSE_SECONDS : notBefore;
                return kept;
            }
        } finally {
            chain.ifPresent(SecretBytes::close);
        }
    }

    /** What the peer refuses by another choice it may take; everything else may pass. */
    private boolean chooseAgain(EpochInitiator initiator, EpochRefusal refusal) {
        initiator.refused(refusal);
        theirs = Optional.of(refusal.suites());
        return switch (refusal.reason()) {
            case SUITE -> true;
            case UNKNOWN_PARENT -> {
                isChainBroken = true;
                alarms.raise(
                        Alarms.Kind.EPOCH_CHAIN_BROKEN,
                        pool.toString(),
                        pool.to() + " does not know the epoch that the next one would follow: a chain begins anew");
                yield true;
            }
            default ->
                throw new PeerUnreachable(
                        "no epoch with " + pool.to() + ", which says " + refusal.reason() + ": " + refusal.detail());
        };
    }
}
