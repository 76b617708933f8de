package dk.kronborg.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.linkmonitor.history.Series;
import dk.kronborg.linkmonitor.history.SeriesQuery;
import dk.kronborg.linkmonitor.telemetry.LinkSide;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The course of a metric on a link, oldest first; steps without a value are left out. */
@Schema(name = "Series")
@JsonNaming(SnakeCaseStrategy.class)
public record SeriesJson(
        String link,
        String metric,
        @Schema(examples = "bit/s") String unit,

        @Schema(description = "of one end; of both together if left out") @Nullable
        LinkSide side,

        Instant from,
        Instant to,

        @Schema(description = "raw, 1m, 15m or 1d", examples = "1m")
        String resolution,

        @Schema(description = "length of a step, s; 0 if every value is a point")
        long stepS,

        @Schema(description = "raw only: there are more values, newer than the last point")
        boolean truncated,

        List<PointJson> points) {

    /** What was reported within the step that begins then. */
    @Schema(name = "SeriesPoint")
    public record PointJson(Instant start, double min, double mean, double max, long count) {}

    static SeriesJson of(SeriesQuery query, Series series) {
        return new SeriesJson(
                query.link().value(),
                query.metric().wireName(),
                query.metric().unit(),
                query.side().orElse(null),
                query.from(),
                query.to(),
                series.resolution().wireName(),
                series.resolution().step().toSeconds(),
                series.truncated(),
                series.points().stream()
                        .map(point ->
                                new PointJson(point.start(), point.min(), point.mean(), point.max(), point.count()))
                        .toList());
    }
}
