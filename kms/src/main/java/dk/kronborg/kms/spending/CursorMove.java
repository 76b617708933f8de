package dk.kronborg.kms.spending;

/**
 * A run of units that the from end takes from the front of a block's rest.
 *
 * @param block      row of the block
 * @param leaseEpoch under which this process holds the block; within one lease only this process takes from it
 * @param blockUnits units in the block
 * @param units      that the run takes, the last before {@code after}
 * @param after      cursor once the run is taken, in units; the cursor on disk only goes forward
 * @param closes     whether nothing more will be taken from the block
 */
public record CursorMove(long block, int leaseEpoch, int blockUnits, int units, int after, boolean closes) {}
