package dk.kronborg.linkmonitor.history;

import dk.kronborg.linkmonitor.telemetry.LinkSide;
import dk.kronborg.linkmonitor.telemetry.Metric;
import dk.kronborg.topology.identity.LinkId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which course of a metric on a link is wanted.
 *
 * @param side       of one end; of both together if absent
 * @param from       the step in which this is comes first
 * @param to         steps begin before this
 * @param resolution the finest that has at most {@code most} points in that time if absent
 * @param most       points, 1 to {@value #MOST}
 * @throws IllegalArgumentException if the time span is empty, {@code most} is outside its range, or the time span
 *     has more steps than that
 */
public record SeriesQuery(
        LinkId link,
        Metric metric,
        Optional<LinkSide> side,
        Instant from,
        Instant to,
        Optional<Resolution> resolution,
        int most) {

    /** Most points of a series. */
    public static final int MOST = 5000;

    public SeriesQuery {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("from is before to, got " + from + " and " + to);
        }
        if (most < 1 || most > MOST) {
            throw new IllegalArgumentException("points is 1 to " + MOST + ", got " + most);
        }
        resolution.ifPresent(asked -> {
            if (!fits(asked, from, to, most)) {
                throw new IllegalArgumentException(
                        "from " + from + " to " + to + " are more than " + most + " steps of " + asked.wireName());
            }
        });
        if (!fits(Resolution.DAY, from, to, most)) {
            throw new IllegalArgumentException("from " + from + " to " + to + " are more than " + most + " days");
        }
    }

    /** Whether that resolution has no more points than wanted. How many values there are, only the history knows. */
    public boolean fits(Resolution candidate) {
        return fits(candidate, from, to, most);
    }

    private static boolean fits(Resolution candidate, Instant from, Instant to, int most) {
        if (candidate == Resolution.RAW) {
            return true;
        }
        Duration span = Duration.between(candidate.floor(from), to);
        return span.compareTo(candidate.step().multipliedBy(most)) <= 0;
    }
}
