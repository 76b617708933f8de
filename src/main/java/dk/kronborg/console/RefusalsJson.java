package dk.kronborg.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.linkmonitor.history.RefusalLog.RefusalCount;
import dk.kronborg.linkmonitor.history.RefusalLog.RefusedRecord;
import dk.kronborg.linkmonitor.intake.RefusalReason;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Telemetry that was refused: how often for each reason, and the newest ones. */
@Schema(name = "Refusals")
@JsonNaming(SnakeCaseStrategy.class)
public record RefusalsJson(long total, List<CountJson> counts, List<RefusalJson> newest) {

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
                    refused.excerpt());
        }
    }

    static RefusalsJson of(List<RefusalCount> counts, List<RefusedRecord> newest) {
        return new RefusalsJson(
                counts.stream().mapToLong(RefusalCount::count).sum(),
                counts.stream()
                        .map(count -> new CountJson(count.reason(), count.count(), count.lastAt()))
                        .toList(),
                newest.stream().map(RefusalJson::of).toList());
    }
}
