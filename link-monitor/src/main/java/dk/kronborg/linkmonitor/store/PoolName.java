package dk.kronborg.linkmonitor.store;

import dk.kronborg.topology.identity.KmeId;

/**
 * A directed key pool, by its ends. Its from end alone decides what is taken from it, and reports it.
 *
 * @throws IllegalArgumentException if both ends are the same
 */
public record PoolName(KmeId from, KmeId to) {
    public PoolName {
        if (from.equals(to)) {
            throw new IllegalArgumentException("a pool joins two KMEs, got " + from + " twice");
        }
    }

    /** The key of its records on the bus. */
    public String recordKey() {
        return from.value() + '/' + to.value();
    }

    @Override
    public String toString() {
        return from + "->" + to;
    }
}
