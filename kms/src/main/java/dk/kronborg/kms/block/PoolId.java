package dk.kronborg.kms.block;

import dk.kronborg.topology.identity.KmeId;

/**
 * A directed key pool. Only the from end allocates and the to end consumes what it is told, so that two ends
 * can never pick the same bits.
 *
 * @param origin of all its bits, so that no request is ever served from another one by mistake
 * @throws IllegalArgumentException if both ends are the same
 */
public record PoolId(KmeId from, KmeId to, Origin origin) {
    public PoolId {
        if (from.equals(to)) {
            throw new IllegalArgumentException("a pool joins two KMEs, got " + from + " twice");
        }
    }

    /** A pool of quantum key distribution. */
    public PoolId(KmeId from, KmeId to) {
        this(from, to, Origin.QKD);
    }

    /** The pool between the same ends of that origin. */
    public PoolId of(Origin other) {
        return new PoolId(from, to, other);
    }

    @Override
    public String toString() {
        return origin == Origin.QKD ? from + "->" + to : from + "->" + to + ' ' + origin;
    }
}
