package dk.kronborg.kms.pool;

import dk.kronborg.kms.block.HybridEpoch;
import dk.kronborg.kms.block.Provenance;
import java.util.Optional;

/**
 * A block that both ends confirmed, as it is on disk.
 *
 * @param row        of the block
 * @param number     in its pool
 * @param units      units of its payload
 * @param cursor     units allocated so far
 * @param leaseEpoch advances with every lease; whoever holds an earlier one is refused
 * @param holder     who holds the lease
 * @param madeAt     when its bits were made, seconds of the running time of this site
 * @param provenance as agreed by both ends
 * @param hybrid     where its second secret comes from, if it has one
 */
public record OpenBlock(
        long row,
        long number,
        int units,
        int cursor,
        int leaseEpoch,
        Holder holder,
        long madeAt,
        Provenance provenance,
        Optional<HybridEpoch> hybrid) {

    /** Who may allocate from a block. */
    public enum Holder {
        /** Nobody does yet, or no longer. */
        NOBODY,
        /** This process does. */
        THIS,
        /** Another process of this KME does, or did when it was last seen. */
        ANOTHER
    }
    /** Units not yet allocated. */
    int free() {
        return units - cursor;
    }

    /** The same with another cursor. */
    OpenBlock at(int newCursor) {
        return new OpenBlock(row, number, units, newCursor, leaseEpoch, holder, madeAt, provenance, hybrid);
    }
}
