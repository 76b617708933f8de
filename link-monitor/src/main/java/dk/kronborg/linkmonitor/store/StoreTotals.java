package dk.kronborg.linkmonitor.store;

/**
 * What became of a pool's bits since ever; each only grows in the life of a store.
 *
 * @param produced  of all blocks that both ends agreed on
 * @param delivered in keys for SAEs
 * @param spent     on what KMEs send each other
 * @param burnt     allocated for what nobody got
 * @param destroyed unused, with blocks that were void or expired
 * @throws IllegalArgumentException if one is not from 0 to 2^53, what any JSON reader can hold
 */
public record StoreTotals(long produced, long delivered, long spent, long burnt, long destroyed) {

    static final long MOST_BITS = 1L << 53;

    public StoreTotals {
        within("produced_bits", 0, produced, MOST_BITS);
        within("delivered_bits", 0, delivered, MOST_BITS);
        within("spent_bits", 0, spent, MOST_BITS);
        within("burnt_bits", 0, burnt, MOST_BITS);
        within("destroyed_bits", 0, destroyed, MOST_BITS);
    }

    static void within(String member, long least, long value, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(member + " is from " + least + " to " + most + ", got " + value);
        }
    }

    /**
     * What was used up. Bits that were destroyed are not: an order to void half a store says nothing of how long the
     * other half lasts.
     */
    public long consumed() {
        return delivered + spent + burnt;
    }

    /** Whether this may be the same store, later. */
    boolean follows(StoreTotals earlier) {
        return produced >= earlier.produced
                && delivered >= earlier.delivered
                && spent >= earlier.spent
                && burnt >= earlier.burnt
                && destroyed >= earlier.destroyed;
    }
}
