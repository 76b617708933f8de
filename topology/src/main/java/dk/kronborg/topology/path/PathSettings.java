package dk.kronborg.topology.path;

import java.time.Duration;

/**
 * How paths are chosen.
 *
 * @param weights    what makes a hop dear
 * @param horizon    how far a path's width looks ahead: what is in store and what is made until then
 * @param candidates how many of the cheapest paths are looked at, 1 to 64
 * @param gain       which part of its cost a path must spare to be worth changing to, from 0 to below 1
 * @param effort     how many searches one question for disjoint paths may take, from 1; see {@link DisjointPaths}
 * @throws IllegalArgumentException if a value is outside its range
 */
public record PathSettings(CostWeights weights, Duration horizon, int candidates, double gain, int effort) {

    /** Ten minutes ahead, four candidates, 20 %, 256 searches. */
    public static final PathSettings DEFAULT =
            new PathSettings(CostWeights.DEFAULT, Duration.ofMinutes(10), 4, 0.2, 256);

    public PathSettings {
        if (horizon.isNegative()) {
            throw new IllegalArgumentException("the horizon is not negative, got " + horizon);
        }
        if (candidates < 1 || candidates > 64) {
            throw new IllegalArgumentException("1 to 64 candidates are looked at, got " + candidates);
        }
        if (!(gain >= 0 && gain < 1)) {
            throw new IllegalArgumentException("the gain is from 0 to below 1, got " + gain);
        }
        if (effort < 1) {
            throw new IllegalArgumentException("the effort is at least 1 search, got " + effort);
        }
    }

    /** Whether one would change from a path to another that costs so much. */
    boolean worthLeaving(double cost, double other) {
        return other <= (1 - gain) * cost;
    }
}
