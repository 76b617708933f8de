package dk.kronborg.kms.epoch;

import dk.kronborg.kms.block.BlockLayout;
import java.util.Optional;
import java.util.UUID;

/**
 * What the from end would like of an epoch.
 *
 * @param parent      the epoch that it is to follow; none only for the first, and where the peer has lost what was before
 * @param blocks      how many blocks, 0 to 64
 * @param blockLength of each, bytes
 * @throws IllegalArgumentException if a number is outside its range
 */
public record EpochWish(Optional<UUID> parent, int blocks, int blockLength) {
    public EpochWish {
        if (blocks < 0 || blocks > EpochProposal.MOST_BLOCKS) {
            throw new IllegalArgumentException(
                    "an epoch brings 0 to " + EpochProposal.MOST_BLOCKS + " blocks, got " + blocks);
        }
        if (!BlockLayout.fits(blockLength)) {
            throw new IllegalArgumentException("a block has " + BlockLayout.MIN_LENGTH + " to " + BlockLayout.MAX_LENGTH
                    + " bytes, a multiple of 8, got " + blockLength);
        }
    }
}
