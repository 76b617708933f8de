package dk.kronborg.topology.network;

import dk.kronborg.topology.identity.SaeId;

/**
 * Two SAEs that may share keys, either of them as the one that asks first. The order says nothing: the
 * smaller name is kept first.
 *
 * @throws IllegalArgumentException if both are the same
 */
public record SaePair(SaeId first, SaeId second) {
    public SaePair {
        if (first.equals(second)) {
            throw new IllegalArgumentException("a pair has two different SAEs, got " + first + " twice");
        }
        if (first.compareTo(second) > 0) {
            SaeId swapped = first;
            first = second;
            second = swapped;
        }
    }
}
