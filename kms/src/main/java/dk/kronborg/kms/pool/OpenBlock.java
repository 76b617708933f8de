package dk.kronborg.kms.pool;

import dk.kronborg.kms.block.Provenance;

/**
 * A block that both ends confirmed and this process may allocate from.
 *
 * @param row        of the block
 * @param number     in its pool
 * @param units      units of its payload
 * @param cursor     units allocated so far
 * @param leaseEpoch under which this process holds it
 * @param madeAt     when its bits were made, seconds of the running time of this site
 * @param provenance as agreed by both ends
 */
public record OpenBlock(
        long row, long number, int units, int cursor, int leaseEpoch, long madeAt, Provenance provenance) {

    /** The same with another cursor. */
    OpenBlock at(int newCursor) {
        return new OpenBlock(row, number, units, newCursor, leaseEpoch, madeAt, provenance);
    }
}
