package dk.kronborg.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.linkmonitor.notification.Notification;
import dk.kronborg.linkmonitor.notification.Telling;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One page of notifications.
 *
 * @param next cursor of the next page, if there may be one
 */
@Schema(name = "Notifications")
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NotificationsJson(
        List<NotificationJson> notifications, @Nullable Long next) {

    /** What became of telling one channel of one change of an alarm. */
    @Schema(name = "Notification")
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record NotificationJson(
            long id,

            @Schema(description = "Idempotency-Key of a webhook, and of the Message-ID of an e-mail")
            UUID key,

            UUID alarmId,

            @Schema(description = "number of the change of the alarm")
            long change,

            String channel,
            Telling what,
            Notification.State state,

            @Schema(description = "when it is looked at next, while it waits or is being sent")
            Instant dueAt,

            int attempts,

            @Schema(description = "how many alarms its message tells of")
            int alarms,

            @Schema(description = "the notification whose message told of it, in a storm") @Nullable
            Long toldWith,

            @Nullable Instant settledAt,

            @Schema(description = "why it was skipped, or what went wrong last")
            String detail) {

        static NotificationJson of(Notification notification) {
            return new NotificationJson(
                    notification.id(),
                    notification.key(),
                    notification.alarm(),
                    notification.change(),
                    notification.channel(),
                    notification.what(),
                    notification.state(),
                    notification.dueAt(),
                    notification.attempts(),
                    notification.alarms(),
                    notification.toldWith().orElse(null),
                    notification.settledAt().orElse(null),
                    notification.detail());
        }
    }
}
