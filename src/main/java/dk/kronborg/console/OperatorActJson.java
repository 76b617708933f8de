package dk.kronborg.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.linkmonitor.alarm.Attention.Act;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Who does something, and why.
 *
 * @param operator as stated; nobody proves it yet
 * @param until    for what lasts for some time
 */
@Schema(name = "OperatorRequest")
@JsonNaming(SnakeCaseStrategy.class)
public record OperatorActJson(
        @Schema(description = "1 to 100 characters") @Nullable
        String operator,

        @Schema(description = "why, at most 1000 characters") @Nullable
        String text,

        @Schema(description = "shelve only: RFC 3339, at most 7 days from now") @Nullable
        String until) {

    Act act(Instant now) {
        if (operator == null) {
            throw RefusedRequestException.invalid("operator is missing");
        }
        String name = operator;
        return Parameters.checked(() -> new Act(name, now, text == null ? "" : text));
    }

    Instant untilTime() {
        if (until == null) {
            throw RefusedRequestException.invalid("until is missing");
        }
        return Parameters.time("until", until);
    }
}
