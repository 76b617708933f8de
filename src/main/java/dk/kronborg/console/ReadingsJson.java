package dk.kronborg.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.linkmonitor.history.ReadingCursor;
import dk.kronborg.linkmonitor.history.ReadingPage;
import dk.kronborg.linkmonitor.history.ReadingQuery;
import dk.kronborg.linkmonitor.telemetry.LinkSide;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** One page of the values of a metric on a link, newest first. */
@Schema(name = "Readings")
@JsonNaming(SnakeCaseStrategy.class)
public record ReadingsJson(
        String link,
        String metric,
        @Schema(examples = "bit/s") String unit,
        Instant from,
        Instant to,
        List<ValueJson> values,

        @Schema(description = "the parameter cursor of the next page, if there may be one") @Nullable
        String next) {

    /** One value of one end. */
    @Schema(name = "Reading")
    @JsonNaming(SnakeCaseStrategy.class)
    public record ValueJson(Instant measuredAt, LinkSide side, double value) {}

    static ReadingsJson of(ReadingQuery query, ReadingPage page) {
        return new ReadingsJson(
                query.link().value(),
                query.metric().wireName(),
                query.metric().unit(),
                query.from(),
                query.to(),
                page.values().stream()
                        .map(value -> new ValueJson(value.measuredAt(), value.side(), value.value()))
                        .toList(),
                page.next().map(ReadingCursor::toString).orElse(null));
    }
}
