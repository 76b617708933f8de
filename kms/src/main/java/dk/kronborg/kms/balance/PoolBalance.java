package dk.kronborg.kms.balance;

import dk.kronborg.kms.block.PoolId;

/**
 * Where the bits of a pool are at this end, in bits of payload.
 *
 * @param unconfirmed blocks, not bits, that wait for the other end's agreement
 * @param held        open blocks, not bits, in quarantine
 * @param produced    of all blocks that were ever opened, counted when they were
 * @param stored      not yet allocated (from end), not yet fetched (to end)
 * @param delivered   in keys for SAEs
 * @param spent       as pads and one-time tag keys
 * @param burnt       allocated for what nobody got, or given up as rests
 * @param destroyed   unused, with blocks that are void or expired
 */
public record PoolBalance(
        PoolId pool,
        long unconfirmed,
        long held,
        long produced,
        long stored,
        long delivered,
        long spent,
        long burnt,
        long destroyed) {

    /**
     * Bits that are nowhere, or in two places; never anything but 0. What was burnt is what is left of the other
     * figures of a block: below 0, bits were counted twice.
     */
    public long imbalance() {
        long nowhere = produced - stored - delivered - spent - burnt - destroyed;
        return Math.abs(nowhere) + Math.max(0, -burnt);
    }
}
