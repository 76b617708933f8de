package dk.kronborg.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.linkmonitor.health.Freshness;
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
        List<EndJson> ends) {

    /** A site at an end of a link. */
    @Schema(name = "LinkSite")
    public record SiteJson(String id, String name) {}
}
