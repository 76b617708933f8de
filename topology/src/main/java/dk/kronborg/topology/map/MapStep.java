package dk.kronborg.topology.map;

import java.util.List;

/**
 * A version in a chain, with the officers' signatures under its security part.
 *
 * @param approvals at most {@value #MOST_APPROVALS}
 */
public record MapStep(MapVersion version, List<KeySignature> approvals) {

    /** The officers of two generations. */
    static final int MOST_APPROVALS = 2 * Authorities.MOST_OFFICERS;

    public MapStep {
        approvals = List.copyOf(approvals);
        if (approvals.size() > MOST_APPROVALS) {
            throw new IllegalArgumentException(
                    "a version has at most " + MOST_APPROVALS + " approvals, got " + approvals.size());
        }
    }
}
