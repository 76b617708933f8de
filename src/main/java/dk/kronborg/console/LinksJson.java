package dk.kronborg.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.linkmonitor.health.Freshness;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Links as they are at one moment, with what a client needs to age them itself. */
@Schema(name = "Links")
@JsonNaming(SnakeCaseStrategy.class)
public record LinksJson(
        @Schema(description = "by the centre's clock") Instant serverTime,

        @Schema(description = "a report older than this is STALE, s")
        long staleAfterS,

        @Schema(description = "a report older than this is UNKNOWN, s")
        long unknownAfterS,

        List<LinkJson> links) {

    static LinksJson of(List<LinkJson> links, Instant now) {
        return new LinksJson(now, Freshness.STALE_AFTER.toSeconds(), Freshness.UNKNOWN_AFTER.toSeconds(), links);
    }
}
