package dk.kronborg.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.console.access.Caller;
import dk.kronborg.linkmonitor.alarm.Attention.Act;
import dk.kronborg.linkmonitor.health.LinkControl.Action;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What somebody wants done to a link, and why. */
@Schema(name = "LinkAction")
@JsonNaming(SnakeCaseStrategy.class)
public record LinkActionJson(
        @Schema(implementation = Action.class) @Nullable String action,

        @Schema(description = "why, 1 to 1000 characters") @Nullable
        String text,

        @Schema(description = "release from quarantine only: the keys made since the last check in order are void")
        boolean keysVoided) {

    Action wanted() {
        if (action == null) {
            throw RefusedRequestException.invalid("action is missing");
        }
        return Parameters.word("action", Action.class, action, Action.LOCK);
    }

    Act act(Caller caller, Instant now) {
        return new OperatorActJson(text, null).act(caller, now);
    }
}
