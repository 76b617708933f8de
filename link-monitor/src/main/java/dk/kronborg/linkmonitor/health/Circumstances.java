package dk.kronborg.linkmonitor.health;

import dk.kronborg.linkmonitor.threshold.ThresholdSet;
import dk.kronborg.topology.network.Link;
import java.util.OptionalDouble;

/**
 * What a reading is judged by that no device reports.
 *
 * @param workPlanned  somebody announced work on the link, or its cable or its sites, for now
 * @param usualKeyRate of this link at this hour of the day, bit/s, above 0, if the history tells
 * @param demand       bit/s that the link has to make, so that the stores between its KMEs do not shrink; if they report
 * @param thresholds   that hold for the link
 */
public record Circumstances(
        boolean workPlanned, OptionalDouble usualKeyRate, OptionalDouble demand, ThresholdSet thresholds) {

    /** No work, no history, and the thresholds of the link's technology. */
    public static Circumstances usual(Link link) {
        return new Circumstances(
                false, OptionalDouble.empty(), OptionalDouble.empty(), ThresholdSet.of(link.technology()));
    }

    public Circumstances duringWork() {
        return new Circumstances(true, usualKeyRate, demand, thresholds);
    }

    public Circumstances atKeyRate(double bitsPerSecond) {
        return new Circumstances(workPlanned, OptionalDouble.of(bitsPerSecond), demand, thresholds);
    }

    public Circumstances withDemand(double bitsPerSecond) {
        return new Circumstances(workPlanned, usualKeyRate, OptionalDouble.of(bitsPerSecond), thresholds);
    }
}
