package dk.kronborg.kms.block;

import dk.kronborg.topology.identity.KmeId;

/**
 * A directed key pool. Only the from end allocates and the to end consumes what it is told, so that two ends
 * can never pick the same bits.
 *
 * @throws IllegalArgumentException if both ends are the same
 */
public record PoolId(KmeId from, KmeId to) {
    public PoolId {
        if (from.equals(to)) {
            throw new IllegalArgumentException("a pool joins two KMEs, got " + from + " twice");
        }
    }

    @Override
    public String toString() {
        return from + "->" + to;
    }
}
