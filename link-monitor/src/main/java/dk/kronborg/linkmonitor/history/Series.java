package dk.kronborg.linkmonitor.history;

import java.time.Instant;
import java.util.List;

/**
 * The course of a metric, oldest first; steps without a value are left out.
 *
 * @param truncated whether there are more values, left out because no more points were wanted; only of
 *                  {@link Resolution#RAW}, which then ends with the last point
 */
public record Series(Resolution resolution, List<Point> points, boolean truncated) {

    /**
     * What was reported within a step.
     *
     * @param start of the step, or when the value was measured
     * @param min   least value, in the metric's unit
     * @param mean  mean value, in the metric's unit
     * @param max   greatest value, in the metric's unit
     * @param count how many values there were, at least 1
     */
    public record Point(Instant start, double min, double mean, double max, long count) {}
}
