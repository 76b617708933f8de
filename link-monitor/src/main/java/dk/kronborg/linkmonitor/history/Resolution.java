package dk.kronborg.linkmonitor.history;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How finely the course of a metric is told. Steps begin at multiples of themselves since midnight UTC. */
public enum Resolution {
    /** Every value. */
    RAW("raw", Duration.ZERO),
    MINUTE("1m", Duration.ofMinutes(1)),
    QUARTER("15m", Duration.ofMinutes(15)),
    DAY("1d", Duration.ofDays(1));

    /** Those that are rolled up, the finest first. */
    public static final List<Resolution> ROLLED_UP = List.of(MINUTE, QUARTER, DAY);

    private final String wireName;
    private final Duration step;

    Resolution(String wireName, Duration step) {
        this.wireName = wireName;
        this.step = step;
    }

    /** The resolution of that wire name, if there is one. */
    public static Optional<Resolution> ofWireName(String name) {
        return Arrays.stream(values())
                .filter(resolution -> resolution.wireName.equals(name))
                .findFirst();
    }

    public String wireName() {
        return wireName;
    }

    /** Length of a step; zero for every value. */
    public Duration step() {
        return step;
    }

    /** Beginning of the step in which that time is; the time itself for every value. */
    public Instant floor(Instant time) {
        return this == RAW
                ? time
                : Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), step.toSeconds()) * step.toSeconds());
    }

    /** The one that this is rolled up from; of every value itself. */
    public Resolution finer() {
        return switch (this) {
            case RAW, MINUTE -> RAW;
            case QUARTER -> MINUTE;
            case DAY -> QUARTER;
        };
    }

    /** The one that is rolled up from this; of days itself. */
    public Resolution coarser() {
        return switch (this) {
            case RAW -> MINUTE;
            case MINUTE -> QUARTER;
            case QUARTER, DAY -> DAY;
        };
    }
}
