package dk.kronborg.topology.network;

import dk.kronborg.topology.identity.SaeId;
import java.util.Optional;
import java.util.Set;

/**
 * Two SAEs that may share keys, either of them as the one that asks first. The order says nothing: the
 * smaller name is kept first.
 *
 * @param policy what is said of this pair alone, see {@link Network#policy}
 * @throws IllegalArgumentException if both are the same
 */
public record SaePair(SaeId first, SaeId second, Optional<PairPolicy> policy) {
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

    /** A pair of which nothing is said but that it may share keys. */
    public SaePair(SaeId first, SaeId second) {
        this(first, second, Optional.empty());
    }

    /** Both SAEs. */
    Set<SaeId> members() {
        return Set.of(first, second);
    }

    /** Whether these two may have random keys of the KME that is home to both. */
    public boolean mayHaveLocalKeys() {
        return policy.equals(Optional.of(PairPolicy.Local.LOCAL));
    }

    @Override
    public String toString() {
        return first + ", " + second;
    }
}
