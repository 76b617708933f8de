package dk.kronborg.kms.confirmation;

import java.time.Duration;

/**
 * Which blocks of quantum key get a second secret when they are offered.
 *
 * @param longestEpoch  how old an epoch may be that they come from
 * @param blocksWithout while there is no such epoch, blocks are offered without one until so many are open; further ones
 *                      wait, or keys that must be hybrid could not be made before all of these are used up
 */
public record SecondSecretTerms(Duration longestEpoch, int blocksWithout) {

    /** Of a pool whose ends have no epochs. */
    public static final SecondSecretTerms NONE = new SecondSecretTerms(Duration.ZERO, Integer.MAX_VALUE);
}
