package dk.kronborg.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.linkmonitor.intake.RefusalReason;
import dk.kronborg.linkmonitor.kafka.RefusedTelemetryReplay.Replayed;
import dk.kronborg.linkmonitor.kafka.RefusedTelemetryReplay.Selection;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Which refused telemetry is to be sent again. */
@Schema(name = "ReplayRequest")
@JsonNaming(SnakeCaseStrategy.class)
public record ReplayJson(
        @Schema(description = "of that reason only", implementation = RefusalReason.class) @Nullable
        String reason,

        @Schema(description = "under that record key only, which is a link") @Nullable
        String key,

        @Schema(description = "refused then or later, RFC 3339; a day ago if left out") @Nullable
        String from,

        @Schema(description = "refused before, RFC 3339; now if left out") @Nullable
        String to) {

    /** What became of them. */
    @Schema(name = "Replayed")
    public record ReplayedJson(
            @Schema(description = "to the topic of telemetry once more")
            int sent,

            @Schema(description = "not sent, since only the beginning was kept")
            int truncated,

            @Schema(description = "whether there are more than fit into one request, 10000")
            boolean more) {

        static ReplayedJson of(Replayed replayed) {
            return new ReplayedJson(replayed.sent(), replayed.truncated(), replayed.more());
        }
    }

    Selection selection(Instant now) {
        Instant end = to == null ? now : Parameters.time("to", to);
        Instant begin = from == null ? end.minus(Duration.ofDays(1)) : Parameters.time("from", from);
        if (!begin.isBefore(end)) {
            throw RefusedRequestException.invalid("from is before to, got " + begin + " and " + end);
        }
        return new Selection(
                Parameters.word("reason", RefusalReason.class, reason), Optional.ofNullable(key), begin, end);
    }
}
