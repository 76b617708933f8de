package dk.kronborg.kms.housekeeping;

import java.util.Set;
import java.util.UUID;

/** What housekeeping does on disk. */
public interface RetirementLedger {

    /** Running time on disk, seconds. */
    long runningSeconds();

    /** Keeps the running time, the longest that any process of this KME knows. */
    void runningSeconds(long seconds);

    /**
     * Gives up blocks that were not confirmed in time.
     *
     * @param arrivedBefore running time, seconds
     * @return how many
     */
    int abandonUnconfirmed(long arrivedBefore);

    /**
     * Stops allocating from old blocks at the from end, and destroys at the to end what is so old that the other
     * end cannot allocate from it any more.
     *
     * @param arrivedBefore     at the from end, running time, seconds
     * @param arrivedLongBefore at the to end
     * @return how many
     */
    int expire(long arrivedBefore, long arrivedLongBefore);

    /**
     * Erases the payloads of blocks that are wholly spent, and of those closed so long ago that nobody will
     * fetch what is left.
     *
     * @param closedBefore running time, seconds
     * @return how many
     */
    int erasePayloads(long now, long closedBefore);

    /**
     * Adds the bits of blocks that retired to their pools' accounts, so that nobody has to read their rows again.
     *
     * @param retiredBefore running time, seconds; long enough ago that nothing under way still changes them
     * @return how many
     */
    int settle(long retiredBefore);

    /**
     * Destroys assigned keys that nobody fetched, and lets those that were fetched retire.
     *
     * @param assignedBefore running time, seconds
     * @return how many
     */
    int expireAssigned(long now, long assignedBefore);

    /**
     * Removes the last trace of blocks and assigned keys erased long ago.
     *
     * @param retiredBefore running time, seconds
     * @return how many
     */
    int forget(long retiredBefore);

    /** Data keys that still wrap something. */
    Set<UUID> dataKeysInUse();
}
