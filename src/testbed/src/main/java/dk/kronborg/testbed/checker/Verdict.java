package dk.kronborg.testbed.checker;

import java.util.List;

/**
 * What a checker found.
 *
 * @param operations requests in the history
 * @param keys       that masters were given
 * @param deliveries of those keys to slaves
 * @param burnt      keys, each counted once for every slave, that were taken by a request that got no answer, or 503
 * @param inFlight   what could have been: keys, counted likewise, in requests without an answer, or with 503, during disturbances
 */
public record Verdict(
        long operations, long keys, long deliveries, long burnt, long inFlight, List<Violation> violations) {

    public Verdict {
        violations = List.copyOf(violations);
    }
}
