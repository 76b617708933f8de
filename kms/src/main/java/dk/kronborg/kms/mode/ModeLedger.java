package dk.kronborg.kms.mode;

import dk.kronborg.kms.block.BlockLayout;
import dk.kronborg.kms.block.PoolId;
import java.util.Optional;
import java.util.OptionalLong;

/** What a KME keeps on disk of the modes of its pools, for all its processes. */
public interface ModeLedger {

    /** Units of 8 bytes in the payload of a block of full length. */
    int UNITS = BlockLayout.MAX_UNITS;

    /**
     * The blocks of a pool of quantum keys.
     *
     * @param live      that hold bytes and are not all allocated
     * @param free      open ones from which keys can be given
     * @param freeUnits that are left in these
     * @param held      open ones in quarantine
     * @param highest   number of the open ones, held or not, if there is one
     * @param apart     seconds between the making of two that followed each other: the second longest of the last times,
     *     so that one failure does not count; nothing while too few have come to tell
     */
    record Blocks(int live, int free, long freeUnits, int held, OptionalLong highest, OptionalLong apart) {}

    /**
     * What there is to judge a pool by.
     *
     * @param state that was stored last, by whichever process, if one ever was
     */
    record Standing(Optional<ModeState> state, Blocks blocks) {}

    /** A pool as it stands now. */
    Standing standing(PoolId pool);

    /** Notes that the course of a pool's modes begins, blocked, unless that was noted in this incarnation of the store. */
    void begin(PoolId pool);

    /**
     * Stores a state, with a record of the change, if what is stored is still the one before.
     *
     * @param before nothing if none was stored
     * @param cause  for people
     * @return whether it was stored
     */
    boolean change(PoolId pool, Optional<ModeState> before, ModeState after, String cause);
}
