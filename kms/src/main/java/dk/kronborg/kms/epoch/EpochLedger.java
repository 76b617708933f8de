package dk.kronborg.kms.epoch;

import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.secret.SecretBytes;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What a KME keeps on disk of the epochs of its pools. All calls return when committed. */
public interface EpochLedger {

    /**
     * An epoch that both ends agreed.
     *
     * @param agreedAt seconds of the running time of this site
     */
    record Standing(UUID id, String suite, long agreedAt) {}

    /**
     * An epoch to be kept, with the blocks that follow from it.
     *
     * @param pool            that its blocks are for
     * @param fromIncarnation of the from end's store
     * @param toIncarnation   of the to end's store
     * @param parent          epoch whose chain value went into it, if any
     * @param agreedAt        by the to end's clock
     * @param proposal        SHA-384 of the proposal
     * @param blocks          how many follow from it
     * @param blockLength     bytes of each, header included
     * @param secrets         stay the caller's to close
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Agreed(
            PoolId pool,
            UUID fromIncarnation,
            UUID toIncarnation,
            Optional<UUID> parent,
            String suite,
            Instant agreedAt,
            byte[] proposal,
            int blocks,
            int blockLength,
            EpochSecrets secrets) {

        /** What both ends have agreed by these messages; {@code pool} is the one that the blocks are for. */
        static Agreed of(PoolId pool, EpochProposal proposal, EpochAcceptance acceptance, EpochSecrets secrets) {
            return new Agreed(
                    pool,
                    proposal.initiatorIncarnation(),
                    proposal.responderIncarnation(),
                    proposal.parent(),
                    acceptance.suite(),
                    acceptance.agreedAt(),
                    proposal.digest(),
                    acceptance.blocks(),
                    proposal.blockLength(),
                    secrets);
        }
    }

    /** The newest epoch of a pool, if it has one. */
    Optional<Standing> newest(PoolId pool);

    /**
     * The chain value of an epoch, as long as the next epoch may take it up; to be closed by the caller. One that cannot be
     * opened is alarmed, and gone.
     */
    Optional<SecretBytes> chain(PoolId pool, UUID epoch);

    /** Blocks of a pool that hold bytes and from which something can still be allocated. */
    int blocks(PoolId pool);

    /** Blocks of a pool that hold bytes, those among them that only wait to be fetched from. */
    int kept(PoolId pool);

    /**
     * Keeps an epoch at the from end, which from now on is the pool's newest, and its blocks.
     *
     * @param newest that was the pool's newest when this one was proposed, if there was one
     * @return whether it was kept: not if another process was quicker, or if one of the ends is another incarnation by now
     */
    boolean begin(Agreed epoch, Optional<UUID> newest);

    /** Whether an epoch of this pool has followed another one. */
    boolean isChain(PoolId pool);

    /** Whether the to end agreed to the proposal of that digest. */
    boolean wasAgreed(PoolId pool, byte[] proposal);

    /** What came of keeping an epoch at the to end. */
    enum Kept {
        KEPT,
        /** It follows an epoch that can be followed no more. */
        UNKNOWN_PARENT,
        /** The proposal was answered before. */
        REPLAYED,
        /** One of the ends is another incarnation by now. */
        OVERTAKEN
    }

    /**
     * Keeps an epoch at the to end, and its blocks. The from end may not hear of it and propose another one of the same
     * parent: the to end keeps the chain values of both until it learns, by the parent of a later proposal, which one
     * the from end has.
     */
    Kept agree(Agreed epoch);
}
