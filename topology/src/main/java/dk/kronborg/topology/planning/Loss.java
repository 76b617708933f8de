package dk.kronborg.topology.planning;

import java.util.Optional;

/** What a pair loses, the worst first. */
public enum Loss {
    /** There is no path any more. */
    EVERYTHING,
    /** There were two disjoint paths or more, and there is one. */
    DIVERSITY,
    /** Less can go between them. */
    RATE;

    /** The worst that a pair loses between one standing and another; nothing if it loses nothing. */
    static Optional<Loss> between(Standing before, Standing after) {
        if (after.disjointPaths() == 0 && before.disjointPaths() > 0) {
            return Optional.of(EVERYTHING);
        }
        if (after.disjointPaths() < before.disjointPaths()) {
            return Optional.of(DIVERSITY);
        }
        return after.rate() < before.rate() ? Optional.of(RATE) : Optional.empty();
    }
}
