package dk.kronborg.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.linkmonitor.health.Freshness;
import dk.kronborg.linkmonitor.telemetry.LinkSide;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** One end of a link and its newest report. */
@Schema(name = "LinkEnd")
@JsonNaming(SnakeCaseStrategy.class)
public record EndJson(
        LinkSide side,
        String device,
        Freshness freshness,
        @Nullable Instant measuredAt,
        @Nullable Double ageS,

        @Schema(description = "in the device's own words", examples = "KEY_EXCHANGE") @Nullable
        String deviceState,

        @Schema(description = "by wire name, in the unit of the name")
        Map<String, Double> metrics,

        @Nullable ClaimJson security) {

    /** What the device claims of the keys it makes. */
    @Schema(name = "SecurityClaim")
    @JsonNaming(SnakeCaseStrategy.class)
    public record ClaimJson(String proof, double epsilonTotal, String detectorTrust) {}
}
