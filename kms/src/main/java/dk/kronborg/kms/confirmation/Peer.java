package dk.kronborg.kms.confirmation;

import dk.kronborg.kms.block.PoolId;
import java.util.List;
import java.util.UUID;

/**
 * The KME at the other end of a pool, reached over the peer plane.
 *
 * <p>Every call may throw {@link PeerUnreachable}; then it may have had its effect or not, and is repeated.
 */
public interface Peer {

    /** Most blocks in one call. */
    int MOST_BLOCKS = 1024;

    /** Introduces this KME, and asks which of these blocks the peer holds unconfirmed. */
    Claims claims(Introduction own, PoolId pool, List<UUID> blocks);

    /** Offers blocks; an answer for each, in any order. */
    List<OfferAnswer> offer(UUID ownIncarnation, PoolId pool, List<Offer> offers);

    /**
     * Tells what is void and what is fully allocated; the peer has it on disk when this returns.
     *
     * @param voided devices' names of blocks that will never be used
     * @param closed numbers of blocks from which nothing more will be allocated
     */
    void retire(UUID ownIncarnation, PoolId pool, List<UUID> voided, List<Long> closed);
}
