package dk.kronborg.linkmonitor.store;

import dk.kronborg.topology.identity.KmeId;

/**
 * A directed key pool, by its ends and what its bits come from. Its from end alone decides what is taken from it, and
 * reports it.
 *
 * @throws IllegalArgumentException if both ends are the same
 */
public record PoolName(KmeId from, KmeId to, Origin origin) {
    public PoolName {
        if (from.equals(to)) {
            throw new IllegalArgumentException("a pool joins two KMEs, got " + from + " twice");
        }
    }

    /** A pool of quantum key distribution. */
    public PoolName(KmeId from, KmeId to) {
        this(from, to, Origin.QKD);
    }

    /** The pool between the same ends of that origin. */
    public PoolName of(Origin other) {
        return new PoolName(from, to, other);
    }

    /** The key of its records on the bus. */
    public String recordKey() {
        String ends = from.value() + '/' + to.value();
        return origin == Origin.QKD ? ends : ends + '/' + origin;
    }

    @Override
    public String toString() {
        return origin == Origin.QKD ? from + "->" + to : from + "->" + to + ' ' + origin;
    }
}
