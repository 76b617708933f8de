package dk.kronborg.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.linkmonitor.alarm.Severity;
import dk.kronborg.linkmonitor.health.Freshness;
import dk.kronborg.linkmonitor.health.LinkReport;
import dk.kronborg.linkmonitor.store.KeyStoreReport;
import dk.kronborg.linkmonitor.store.Origin;
import dk.kronborg.linkmonitor.store.StoreBoard.Standing;
import dk.kronborg.linkmonitor.store.StoreForecast;
import dk.kronborg.linkmonitor.store.StoreState;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A pool and what its KME reported last; null where nothing was reported. */
@Schema(name = "Store")
@JsonNaming(SnakeCaseStrategy.class)
public record StoreJson(
        @Schema(description = "KME that allocates from it, and reports it", examples = "KME-MFA")
        String from,

        @Schema(examples = "KME-MOD") String to,

        @Schema(description = "of its bits: quantum key distribution, or post-quantum epochs")
        Origin origin,

        @Schema(
                description = "whether its keys come over trusted nodes only, since no link joins the two KMEs",
                examples = "false")
        boolean relayed,

        @Schema(description = "of the report") Freshness freshness,
        @Nullable Instant reportedAt,
        @Nullable Double ageS,

        @Schema(description = "by its level, with hysteresis") @Nullable
        StoreState state,

        @Schema(description = "of the level; CLEARED too while a store is filled for the first time") @Nullable
        Severity severity,

        @Schema(description = "how soon it will be empty: CLEARED, WARNING, MINOR or MAJOR") @Nullable
        Severity runningOut,

        @Schema(description = "s, as keys come and go; null if it does not shrink") @Nullable
        Long timeToEmptyS,

        @Schema(description = "bit/s that come in, mean of some minutes") @Nullable
        Double supplyBps,

        @Schema(description = "bit/s that are used up, mean of some minutes") @Nullable
        Double consumptionBps,

        @Schema(description = "can be allocated") @Nullable Long usableBits,

        @Schema(description = "usable or in quarantine") @Nullable
        Long storedBits,

        @Nullable Long capacityBits,
        @Schema(description = "mark of the KME") @Nullable Long lowBits,
        @Schema(description = "mark of the KME") @Nullable Long reserveBits,

        @Schema(description = "size of a usual key") @Nullable
        Long keyBits,

        @Schema(description = "of the keys", examples = "QKD") @Nullable
        String grade,

        @Schema(description = "age of the oldest usable block, s") @Nullable
        Long oldestS) {

    private static final double MILLIS = 1e3;

    static StoreJson of(Standing standing, Instant now) {
        StoreForecast forecast = standing.forecast().orElse(null);
        String from = standing.pool().from().value();
        String to = standing.pool().to().value();
        Origin origin = standing.pool().origin();
        if (forecast == null) {
            return new StoreJson(
                    from,
                    to,
                    origin,
                    standing.relayed(),
                    Freshness.UNKNOWN,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
        }
        KeyStoreReport report = forecast.report();
        return new StoreJson(
                from,
                to,
                origin,
                standing.relayed(),
                standing.freshness(now),
                report.reportedAt(),
                LinkReport.age(report.reportedAt(), now).toMillis() / MILLIS,
                forecast.level().state(),
                forecast.severity(),
                forecast.runningOut().severity(),
                forecast.timeToEmpty().map(Duration::toSeconds).orElse(null),
                nullable(forecast.rates().supplyBps()),
                nullable(forecast.rates().consumptionBps()),
                report.usable(),
                report.stored(),
                report.capacity(),
                report.low(),
                report.reserve(),
                report.key(),
                report.grade(),
                report.oldest().map(Duration::toSeconds).orElse(null));
    }

    static @Nullable Double nullable(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
