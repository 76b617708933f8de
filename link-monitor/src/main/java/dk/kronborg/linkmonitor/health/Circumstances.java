package dk.kronborg.linkmonitor.health;

import java.util.OptionalDouble;

/**
 * What a reading is judged by that no device reports.
 *
 * @param workPlanned  somebody announced work on the link, or its cable or its sites, for now
 * @param usualKeyRate of this link at this hour of the day, bit/s, above 0, if the history tells
 */
public record Circumstances(boolean workPlanned, OptionalDouble usualKeyRate) {

    /** No work, and no history. */
    public static final Circumstances NONE = new Circumstances(false, OptionalDouble.empty());
}
