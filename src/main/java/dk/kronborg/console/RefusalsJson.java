package dk.kronborg.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.linkmonitor.history.RefusalLog.RefusalCount;
import dk.kronborg.linkmonitor.history.RefusalLog.RefusalPage;
import dk.kronborg.linkmonitor.history.RefusalLog.RefusedRecord;
import dk.kronborg.linkmonitor.intake.RefusalReason;
import dk.kronborg.topology.identity.DeviceId;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Telemetry that was refused: how often for each reason, and one page of the records, newest first. */
@Schema(name = "Refusals")
@JsonNaming(SnakeCaseStrategy.class)
public record RefusalsJson(
        @Schema(description = "ever, whatever is asked for") long total,

        @Schema(description = "ever, whatever is asked for") List<CountJson> counts,

        List<RefusalJson> records,

        @Schema(description = "the parameter cursor of the next page, if there may be one") @Nullable
        Long next) {

    /** How often a reason occurred. */
    @Schema(name = "RefusalCount")
    @JsonNaming(SnakeCaseStrategy.class)
    public record CountJson(RefusalReason reason, long count, Instant lastAt) {}

    /** One refused record; topic, partition and offset name the original. */
    @Schema(name = "Refusal")
    @JsonNaming(SnakeCaseStrategy.class)
    public record RefusalJson(
            RefusalReason reason,
            String detail,
            Instant refusedAt,
            String topic,
            int partition,
            long offset,
            String key,

            @Schema(description = "that the record names, if it could be read so far; nobody has checked that")
            @Nullable
            String device,

            @Schema(description = "printable form of the first 1000 characters")
            String excerpt) {

        static RefusalJson of(RefusedRecord refused) {
            return new RefusalJson(
                    refused.refusal().reason(),
                    refused.refusal().detail(),
                    refused.refusedAt(),
                    refused.place().topic(),
                    refused.place().partition(),
                    refused.place().offset(),
                    refused.recordKey(),
                    refused.device().map(DeviceId::value).orElse(null),
                    refused.excerpt());
        }
    }

    static RefusalsJson of(List<RefusalCount> counts, RefusalPage page) {
        return new RefusalsJson(
                counts.stream().mapToLong(RefusalCount::count).sum(),
                counts.stream()
                        .map(count -> new CountJson(count.reason(), count.count(), count.lastAt()))
                        .toList(),
                page.refusals().stream().map(RefusalJson::of).toList(),
                page.next().isPresent() ? page.next().getAsLong() : null);
    }
}
