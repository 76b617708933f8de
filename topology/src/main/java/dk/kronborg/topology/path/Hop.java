package dk.kronborg.topology.path;

import dk.kronborg.topology.identity.KmeId;

/**
 * Two KMEs that share at least one link, in no order: the smaller name is kept first. One step of a path, however many
 * links there are, since all of them fill the same pools.
 *
 * @throws IllegalArgumentException if both are the same
 */
public record Hop(KmeId first, KmeId second) implements Comparable<Hop> {

    public Hop {
        if (first.equals(second)) {
            throw new IllegalArgumentException("a hop leads from one KME to another, got " + first + " twice");
        }
        if (first.compareTo(second) > 0) {
            KmeId swapped = first;
            first = second;
            second = swapped;
        }
    }

    /** Whether that KME is at one of its ends. */
    public boolean touches(KmeId kme) {
        return first.equals(kme) || second.equals(kme);
    }

    @Override
    public int compareTo(Hop other) {
        int byFirst = first.compareTo(other.first);
        return byFirst != 0 ? byFirst : second.compareTo(other.second);
    }

    @Override
    public String toString() {
        return first + "~" + second;
    }
}
