package dk.kronborg.kms.confirmation;

import dk.kronborg.kms.block.BlockFacts;

/**
 * The from end's proof that it holds a block, for the to end to compare.
 *
 * @param facts what both are to agree on
 * @param tag   16 bytes, {@link ConfirmationTag}
 */
@SuppressWarnings("ArrayRecordComponent") // A message, compared by nobody.
public record Offer(BlockFacts facts, byte[] tag) {}
