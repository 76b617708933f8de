package dk.kronborg.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.linkmonitor.history.LinkHistory.TrendPoint;
import dk.kronborg.linkmonitor.telemetry.Metric;
import dk.kronborg.topology.identity.LinkId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The course of a metric on all links: means over equal steps, oldest first; steps without a value left out. */
@Schema(name = "Trends")
@JsonNaming(SnakeCaseStrategy.class)
public record TrendsJson(
        String metric, @Schema(examples = "bit/s") String unit, Instant since, long stepS, List<TrendJson> trends) {

    /** The course on one link. */
    @Schema(name = "Trend")
    public record TrendJson(String link, List<PointJson> points) {}

    /** Mean over the step that begins then. */
    @Schema(name = "TrendPoint")
    public record PointJson(Instant start, double mean) {}

    static TrendsJson of(Metric metric, Instant since, Duration step, Map<LinkId, List<TrendPoint>> trends) {
        return new TrendsJson(
                metric.wireName(),
                metric.unit(),
                since,
                step.toSeconds(),
                trends.entrySet().stream()
                        .map(trend -> new TrendJson(
                                trend.getKey().value(),
                                trend.getValue().stream()
                                        .map(point -> new PointJson(point.start(), point.mean()))
                                        .toList()))
                        .toList());
    }
}
