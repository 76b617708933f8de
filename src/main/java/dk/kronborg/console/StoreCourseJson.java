package dk.kronborg.console;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dk.kronborg.linkmonitor.store.Origin;
import dk.kronborg.linkmonitor.store.PoolName;
import dk.kronborg.linkmonitor.store.StoreHistory.Minute;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The course of a store, oldest first; minutes without a report left out. */
@Schema(name = "StoreCourse")
@JsonNaming(SnakeCaseStrategy.class)
public record StoreCourseJson(String from, String to, Origin origin, Instant since, List<MinuteJson> minutes) {

    /** What the last report of a minute said. */
    @Schema(name = "StoreMinute")
    @JsonNaming(SnakeCaseStrategy.class)
    public record MinuteJson(
            Instant start,
            long usableBits,
            long capacityBits,
            @Nullable Double supplyBps,
            @Nullable Double consumptionBps) {

        static MinuteJson of(Minute minute) {
            return new MinuteJson(
                    minute.start(),
                    minute.usable(),
                    minute.capacity(),
                    StoreJson.nullable(minute.supplyBps()),
                    StoreJson.nullable(minute.consumptionBps()));
        }
    }

    static StoreCourseJson of(PoolName pool, Instant since, List<Minute> minutes) {
        return new StoreCourseJson(
                pool.from().value(),
                pool.to().value(),
                pool.origin(),
                since,
                minutes.stream().map(MinuteJson::of).toList());
    }
}
