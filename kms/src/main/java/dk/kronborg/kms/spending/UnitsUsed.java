package dk.kronborg.kms.spending;

/**
 * A run of units that the to end uses up, wherever in the block it lies.
 *
 * @param block  row of the block
 * @param units  units in the block
 * @param offset first unit
 * @param count  number of units
 */
public record UnitsUsed(long block, int units, int offset, int count) {}
