package dk.kronborg.kms.custody;

import dk.kronborg.topology.identity.KmeId;
import dk.kronborg.topology.identity.SaeId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/** Quarantine and voiding on disk. All calls return when committed, with what the peers are to be told. */
public interface CustodyLedger {

    /** Who orders something, and why. */
    record Order(String operator, String reason) {}

    /**
     * A release that waits for a second person.
     *
     * @param blocks how many
     */
    record OpenRequest(long request, String operator, Instant at, int blocks) {}

    /** What came of a second person's approval. */
    enum Approval {
        RELEASED,
        NO_SUCH_REQUEST,
        APPROVED_BEFORE,
        SAME_PERSON
    }

    /** Puts blocks into quarantine; how many are there now that were not before. */
    int hold(BlockSelection selection, Order order);

    /**
     * Asks for the release of those of the blocks that are held by this end.
     *
     * @return the number of the request; none if none of them is
     */
    OptionalLong requestRelease(BlockSelection selection, Order order);

    /** Requests that nobody has approved, the newest first, at most 100. */
    List<OpenRequest> openRequests();

    /** Releases what was asked for, if another person approves. */
    Approval approveRelease(long request, String operator);

    /** Destroys blocks here and at the other end; how many. */
    int voidBlocks(BlockSelection selection, Order order);

    /** Lets nobody fetch keys of the assigned-key table, and tells all these peers of all keys; how many were there. */
    int voidKeys(List<UUID> keys, Collection<KmeId> peers, Order order);

    /** Notes what an operator did. */
    void note(Order order, String action);

    /** The oldest orders that a peer has not been told. */
    List<PeerOrder> untold(KmeId peer, int most);

    /** The peer has been told these. */
    void told(List<PeerOrder> orders);

    /**
     * Does what a peer orders, unless it obeyed a later order already: as far as it concerns blocks shared with it,
     * or keys that SAEs it serves gave to SAEs here.
     */
    void obey(KmeId from, PeerOrder order, Collection<SaeId> served);
}
