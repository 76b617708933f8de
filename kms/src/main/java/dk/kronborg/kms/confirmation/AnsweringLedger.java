package dk.kronborg.kms.confirmation;

import dk.kronborg.kms.block.BlockFacts;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.incarnation.SealedMark;
import dk.kronborg.topology.identity.KmeId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What the to end keeps on disk about blocks it is offered. All calls return when committed. */
public interface AnsweringLedger {

    /** Where a block stands at the to end. */
    sealed interface Standing {

        /** Received from the device. */
        record Unconfirmed(UnconfirmedBlock block) implements Standing {}

        /** Accepted earlier, under these facts. */
        record Open(long row, BlockFacts facts) implements Standing {}

        /** Destroyed or void. */
        record Gone() implements Standing {}
    }

    /** Those of the blocks that are received and unconfirmed. */
    List<UnconfirmedBlock> unconfirmed(PoolId pool, List<UUID> blocks);

    /** Where these blocks stand; a block this end never had, or holds before it was offered, is absent. */
    Map<UUID, Standing> standing(PoolId pool, List<UUID> blocks);

    /** Epochs from which blocks of this pool may have their second secrets, as far as this end is concerned. */
    List<UUID> epochs(PoolId pool);

    /** What an open block's tags are of, to be closed by the caller. */
    BlockSecrets secrets(long row);

    /**
     * What the tags of a received block are of under these facts, to be closed by the caller.
     *
     * @return nothing if its second secret is from an epoch that is not here, or not here any more
     */
    Optional<BlockSecrets> secretsUnder(long row, BlockFacts facts);

    /**
     * RECEIVED becomes OPEN, and its second secret is kept with it.
     *
     * @return the rows that are open now; one is missing if its number is taken, it is no longer received, its epoch is
     *     not here any more, or one of the ends is no longer the incarnation that its facts name
     */
    List<Long> accept(PoolId pool, List<OfferedBlock> blocks);

    /** Destroys blocks. */
    void destroy(List<Long> rows);

    /** Blocks the from end has given up or fully allocated, unless it is another incarnation by now. */
    void retire(PoolId pool, UUID incarnation, List<UUID> voided, List<Long> closed);

    /** The incarnation by which a peer was last known. */
    Optional<UUID> knownIncarnation(KmeId peer);

    /** Whether the peer was known by this incarnation before its present one. */
    boolean isFormer(KmeId peer, UUID incarnation);

    /** How far a peer was last seen, in its present incarnation. */
    Optional<SealedMark> remembered(KmeId peer);

    /** Remembers how far a peer is, unless it was seen further, or is no longer that incarnation. */
    void remember(KmeId peer, SealedMark mark);

    /** A peer's store began anew: destroys whatever was shared with the old one, both directions. */
    int meet(KmeId peer, UUID incarnation);
}
