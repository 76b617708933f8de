package dk.kronborg.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.console.access.Caller;
import dk.kronborg.linkmonitor.alarm.Attention.Act;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Why somebody does something.
 *
 * @param until for what lasts for some time
 */
@Schema(name = "OperatorRequest")
@JsonNaming(SnakeCaseStrategy.class)
public record OperatorActJson(
        @Schema(description = "why, at most 1000 characters") @Nullable
        String text,

        @Schema(description = "shelve only: RFC 3339, at most 7 days from now") @Nullable
        String until) {

    Act act(Caller caller, Instant now) {
        return Parameters.checked(() -> new Act(caller.name(), now, text == null ? "" : text));
    }

    Instant untilTime() {
        if (until == null) {
            throw RefusedRequestException.invalid("until is missing");
        }
        return Parameters.time("until", until);
    }
}
