package dk.kronborg.kms.confirmation;

import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.block.Provenance;
import dk.kronborg.kms.incarnation.Advance;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What the from end keeps on disk about blocks on their way into a pool. All calls return when committed. */
public interface OfferingLedger {

    /** A block and the provenance both devices can stand for. */
    record Proposal(UnconfirmedBlock block, Provenance agreed) {}

    /** Pools from here of which there are blocks to be offered or answered, or something to be told. */
    List<PoolId> due();

    /** Blocks from devices, oldest first. */
    List<UnconfirmedBlock> unconfirmed(PoolId pool, int most);

    /** Blocks offered and not answered, oldest first. */
    List<OfferedBlock> offered(PoolId pool, int most);

    /** The newest epoch from which blocks of the pool are to get second secrets, if there is one. */
    Optional<UUID> epoch(PoolId pool);

    /**
     * Blocks that have a number now.
     *
     * @param blocks  those that were still RECEIVED
     * @param advance of the site's counts, the numbers included
     */
    record Numbered(List<OfferedBlock> blocks, Advance advance) {}

    /**
     * Gives numbers and fixes the facts for ever: RECEIVED becomes OFFERED. Nothing is numbered if the peer is no
     * longer the incarnation it is offered to. Quantum key gets its second secret from the newest epoch that is not too
     * old and that both ends have; while there is none, only so much is numbered as {@link SecondSecretTerms} permit.
     *
     * @param epochs that the peer has, {@link Claims}
     */
    Numbered offer(PoolId pool, List<Proposal> proposals, UUID fromIncarnation, UUID toIncarnation, List<UUID> epochs);

    /** What an offered block's tags are of, to be closed by the caller. */
    BlockSecrets secrets(long row);

    /**
     * OFFERED becomes OPEN: the peer has it open. Left as it is: what another process of this KME has opened already,
     * and what was offered by or to a former incarnation.
     */
    void open(PoolId pool, List<OfferedBlock> blocks);

    /**
     * Destroys blocks that are not open yet, and remembers to tell the peer.
     *
     * @return how many there were
     */
    int abandon(List<Long> rows);

    /** Blocks that are void and closed, and of which the peer has not been told. */
    Untold untold(PoolId pool, int most);

    /** The peer has been told. */
    void told(Untold untold);

    /** What a peer has still to be told. */
    record Untold(List<Retired> voided, List<Retired> closed) {
        public boolean isEmpty() {
            return voided.isEmpty() && closed.isEmpty();
        }
    }

    /** A block that is done with. */
    record Retired(long row, UUID id, long number) {}
}
