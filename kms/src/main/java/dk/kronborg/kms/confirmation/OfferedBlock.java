package dk.kronborg.kms.confirmation;

import dk.kronborg.kms.block.BlockFacts;

/**
 * A block for which this end has committed the facts, and nothing else ever.
 *
 * @param row of the block
 */
public record OfferedBlock(long row, BlockFacts facts) {}
