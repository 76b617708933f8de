package dk.kronborg.linkmonitor.history;

import dk.kronborg.linkmonitor.telemetry.Metric;
import dk.kronborg.topology.identity.LinkId;
import java.time.Instant;
import java.util.Optional;

/**
 * Which values of a metric are wanted.
 *
 * @param from  measured then or later
 * @param to    measured before
 * @param limit values a page, 1 to 1000
 * @param after where the page before ended
 * @throws IllegalArgumentException if the time span is empty or the limit outside its range
 */
public record ReadingQuery(
        LinkId link, Metric metric, Instant from, Instant to, int limit, Optional<ReadingCursor> after) {

    /** Most values a page. */
    public static final int MOST = 1000;

    public ReadingQuery {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("from is before to, got " + from + " and " + to);
        }
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit is 1 to " + MOST + ", got " + limit);
        }
    }
}
