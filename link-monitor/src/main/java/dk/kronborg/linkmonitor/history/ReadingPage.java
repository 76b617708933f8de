package dk.kronborg.linkmonitor.history;

import dk.kronborg.linkmonitor.telemetry.LinkSide;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Values of one metric on one link, newest first.
 *
 * @param next where the next page begins, if there may be one
 */
public record ReadingPage(List<Value> values, Optional<ReadingCursor> next) {

    /**
     * One reported value.
     *
     * @param value in the metric's unit
     */
    public record Value(Instant measuredAt, LinkSide side, double value) {}
}
