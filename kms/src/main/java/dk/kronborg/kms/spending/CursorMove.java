package dk.kronborg.kms.spending;

/**
 * A run of units that the from end takes from the front of a block's rest.
 *
 * @param block      row of the block
 * @param leaseEpoch under which this process holds the block
 * @param before     cursor on disk as this process knows it, in units
 * @param after      cursor once the run is taken, in units
 * @param closes     whether nothing more will be taken from the block
 */
public record CursorMove(long block, int leaseEpoch, int before, int after, boolean closes) {}
