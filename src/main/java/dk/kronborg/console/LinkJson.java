package dk.kronborg.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.classification.LinkClass;
import dk.kronborg.linkmonitor.health.Freshness;
import dk.kronborg.linkmonitor.health.LinkState;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A link and the newest that is known of it; a value that nobody reported is null. */
@Schema(name = "Link")
@JsonNaming(SnakeCaseStrategy.class)
public record LinkJson(
        String id,
        SiteJson from,
        SiteJson to,
        @Schema(examples = "CV-QKD") String technology,
        double fibreKm,
        double commissionedLossDb,
        @Schema(description = "of the less fresh end") Freshness freshness,
        @Nullable Instant measuredAt,
        @Nullable Double ageS,

        @Schema(description = "secret key rate, bit/s") @Nullable
        Double skrBps,

        @Schema(description = "the part of it that the key managers take, bit/s") @Nullable
        Double eskrBps,

        @Schema(description = "at the channel input, SNU; may be negative, it is an estimate") @Nullable
        Double excessNoiseSnu,

        @Schema(description = "one standard error, SNU") @Nullable
        Double excessNoiseSigmaSnu,

        @Schema(description = "excess noise at which this link would make no key, SNU; CV-QKD only") @Nullable
        Double nullKeyNoiseSnu,

        @Schema(description = "fraction, not percent") @Nullable
        Double qber,

        @Nullable Double channelLossDb,

        @Schema(description = "as judged when the last event or silence moved it; none if it was never looked at")
        @Nullable
        ConditionJson condition,

        List<EndJson> ends) {

    /** How a link is, in one word an axis. */
    @Schema(name = "LinkCondition")
    @JsonNaming(SnakeCaseStrategy.class)
    public record ConditionJson(
            @Schema(enumeration = {"ENABLED", "DISABLED"}) String operational,

            @Schema(enumeration = {"GENERATING", "STALLED", "STOPPED", "UNKNOWN"})
            String keyGeneration,

            @Schema(enumeration = {"TRUSTED", "SUSPECT", "QUARANTINED", "REVOKED"})
            String security,

            @Schema(description = "what ails it, if anything") @Nullable
            LinkClass linkClass,

            Severity severity) {
        static ConditionJson of(LinkState state) {
            return new ConditionJson(
                    state.operational() ? "ENABLED" : "DISABLED",
                    state.keyGeneration(),
                    state.security(),
                    state.linkClass().orElse(null),
                    state.severity());
        }
    }

    /** A site at an end of a link. */
    @Schema(name = "LinkSite")
    public record SiteJson(String id, String name) {}
}
