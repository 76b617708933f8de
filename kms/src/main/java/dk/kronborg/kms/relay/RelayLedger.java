package dk.kronborg.kms.relay;

import dk.kronborg.kms.block.HybridEpoch;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.block.Provenance;
import dk.kronborg.kms.secret.SecretBytes;
import dk.kronborg.kms.spending.Spending;
import dk.kronborg.kms.spending.SpendingLedger;
import dk.kronborg.topology.identity.KmeId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What a KME keeps on disk about relayed blocks. All calls return when committed. */
public interface RelayLedger {

    /** The newest epoch of the two ends of a pool from here from which headers may follow. */
    Optional<HybridEpoch> epoch(PoolId pool);

    /** Whether the root of that epoch is kept, from which headers of blocks of a pool to here follow. */
    boolean has(PoolId pool, HybridEpoch epoch);

    /** Blocks of a pool that hold bytes and are not all allocated, those included that are on their way. */
    int blocks(PoolId pool);

    /** Relayed blocks of a pool from here that are not confirmed yet; held up are those of which that was said since. */
    Underway underway(PoolId pool, long since);

    /**
     * How many blocks are on their way.
     *
     * @param all    those included that are held up
     * @param heldUp those that wait somewhere for pads
     */
    record Underway(int all, int heldUp) {

        /** Those that are expected soon. */
        int moving() {
            return all - heldUp;
        }
    }

    /**
     * Keeps a block that was drawn here, until the other end has it too and confirms it.
     *
     * @param payload remains the caller's
     * @return whether it was kept; not if its epoch is gone
     */
    boolean draw(UUID block, PoolId pool, HybridEpoch epoch, Provenance.OfRelay provenance, SecretBytes payload);

    /**
     * Writes shares down and spends pads, all or nothing. Refused if a pad was used before, or there is such a share
     * already.
     */
    SpendingLedger.Outcome record(Spending pads, List<RelayEntry> entries);

    /** A share, as it stands here. */
    Optional<Known> find(UUID block, int share);

    /**
     * A share that is known here.
     *
     * @param receivedTag of the message by which it came, if it did
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Known(Share share, Optional<byte[]> receivedTag, Testimony testimony) {}

    /** All shares of a block that are known here, in order. */
    List<Known> find(UUID block);

    /** Makes blocks of which all shares are here, oldest first; what their other ends made void is destroyed. */
    List<Joined> join(int most);

    /**
     * A block of which all shares came.
     *
     * @param whole whether it is here, to be confirmed; if not it is void or its epoch is gone, and its shares are destroyed
     */
    record Joined(UUID block, PoolId pool, boolean whole) {}

    /** Messages that this neighbour has not got yet: those last that it was short of pads for, else oldest first. */
    List<Waiting> waiting(KmeId next, int most);

    /**
     * A message to be sent.
     *
     * @param since  when it was written down, seconds of the running time of this site
     * @param heldUp when it was last said to be held up, if it was; the same
     */
    record Waiting(RelayMessage message, long since, Optional<Long> heldUp) {}

    /** The next node has it. */
    void sent(Share share);

    /** The next node is short of pads: the share waits. */
    void heldUp(Share share, String reason);

    /** A block that was drawn here waits somewhere for pads, and is not overdue. */
    void heldUp(UUID block);

    /** The next node was short of pads for too long: the share waits no more. */
    void ranShort(Share share, String reason);

    /** The next node does not take it. */
    void failed(Share share, String reason);

    /**
     * Gives up a block that was drawn here and is not offered yet: its bits are destroyed, and the other end is told.
     *
     * @return whether there was one
     */
    boolean giveUp(UUID block);

    /**
     * Relayed blocks of a pool from here that the other end has not claimed yet, and that are on their way for too long.
     *
     * @param silentSince those that were drawn before, and have not been said to be held up since; seconds of the running
     *     time of this site
     * @param drawnBefore those, too, that were drawn before, whatever was said; the same
     */
    List<UUID> overdue(PoolId pool, long silentSince, long drawnBefore);

    /**
     * Forgets shares written down before, and destroys the bits of those that still wait for others.
     *
     * @return how many
     */
    int forget(long before);
}
