package dk.kronborg.kms.custody;

import dk.kronborg.kms.delivery.KeyVoiding;
import dk.kronborg.topology.identity.KmeId;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Carries out orders of operators and peers. What an order forbids is forbidden on disk when it returns, and the
 * database refuses whatever was under way; the other end follows as soon as it can be reached.
 *
 * <p>Safe for use by several threads.
 */
public final class Custody {

    /** Most orders in one message, each of at most 1,000 IDs: they fit into what a peer reads. */
    public static final int MOST_ORDERS = 8;

    private final CustodyLedger ledger;
    private final KeyVoiding keys;
    private final Collection<KmeId> peers;
    private final Runnable changed;

    /**
     * The custody of one KME.
     *
     * @param peers   with which this KME shares pools
     * @param changed called when blocks may have become unusable, or usable again
     */
    public Custody(CustodyLedger ledger, KeyVoiding keys, Collection<KmeId> peers, Runnable changed) {
        this.ledger = ledger;
        this.keys = keys;
        this.peers = List.copyOf(peers);
        this.changed = changed;
    }

    /** Puts blocks into quarantine: nothing is allocated from them, nothing fetched. */
    public int hold(BlockSelection selection, CustodyLedger.Order order) {
        int held = ledger.hold(selection, order);
        changed.run();
        return held;
    }

    /** Asks for a release, which a second person has to approve; nothing if none of the blocks is held by this end. */
    public OptionalLong requestRelease(BlockSelection selection, CustodyLedger.Order order) {
        return ledger.requestRelease(selection, order);
    }

    /** Approves a release. */
    public CustodyLedger.Approval approveRelease(long request, String operator) {
        CustodyLedger.Approval approval = ledger.approveRelease(request, operator);
        changed.run();
        return approval;
    }

    /** Destroys blocks at both ends. */
    public int voidBlocks(BlockSelection selection, CustodyLedger.Order order) {
        int destroyed = ledger.voidBlocks(selection, order);
        changed.run();
        return destroyed;
    }

    /** Lets nobody fetch these keys, here or at the peers; how many were still to be fetched here. */
    public int voidKeys(List<UUID> ids, CustodyLedger.Order order) {
        return ledger.voidKeys(ids, peers, order) + keys.voidKeys(ids);
    }

    /** Does what a peer orders. */
    public void obey(KmeId from, List<PeerOrder> orders) {
        for (PeerOrder order : orders) {
            ledger.obey(from, order, keys.servedBy(from));
            if (order.kind() == PeerOrder.Kind.VOID_KEYS) {
                keys.voidKeys(order.ids(), from);
            }
        }
        changed.run();
    }

    /**
     * Tells a peer what it has not been told yet, oldest first.
     *
     * @return whether there was anything
     */
    public boolean tell(KmeId peer, CustodyPeer way, UUID ownIncarnation) {
        List<PeerOrder> orders = ledger.untold(peer, MOST_ORDERS);
        if (orders.isEmpty()) {
            return false;
        }
        way.tell(ownIncarnation, orders);
        ledger.told(orders);
        return true;
    }
}
