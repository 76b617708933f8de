package dk.kronborg.linkmonitor.history;

import dk.kronborg.linkmonitor.telemetry.Metric;
import dk.kronborg.topology.identity.LinkId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The reports of all links. */
public interface LinkHistory {

    /** One page of the values of a metric on a link, newest first. */
    ReadingPage readings(ReadingQuery query);

    /**
     * The course of a metric on a link, with every value that was stored before, whether it is rolled up yet or not.
     */
    Series series(SeriesQuery query);

    /**
     * The course of a metric on all links: means over equal steps, oldest first; steps without a value are left
     * out.
     *
     * @param step whole minutes
     */
    Map<LinkId, List<TrendPoint>> trends(Metric metric, Instant since, Duration step);

    /**
     * Mean over one step, of both ends.
     *
     * @param start of the step
     * @param mean  in the metric's unit
     */
    record TrendPoint(Instant start, double mean) {}
}
