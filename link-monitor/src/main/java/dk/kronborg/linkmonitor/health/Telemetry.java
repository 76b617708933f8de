package dk.kronborg.linkmonitor.health;

import dk.kronborg.linkmonitor.alarm.Severity;
import java.time.Duration;
import java.time.Instant;

/**
 * Axis of the state of a link's end: whether its device reports. Silence is never health, and before the limit it is no
 * fault either.
 */
public sealed interface Telemetry {

    Duration STALE_AFTER = Freshness.STALE_AFTER;
    Duration UNKNOWN_AFTER = Freshness.UNKNOWN_AFTER;
    Duration LOST_AFTER = Duration.ofMinutes(10);

    /** When this state began. */
    Instant since();

    /** It was never heard, and may just have been installed. */
    record Awaited(Instant since) implements Telemetry {}

    /** It reports. */
    record Fresh(Instant since) implements Telemetry {}

    /** It has been silent for 30 s; the last report may still hold. */
    record Stale(Instant since) implements Telemetry {}

    /**
     * It has been silent for 2 minutes, or awaited for so long: nothing is known.
     *
     * @param lost whether it has been silent for 10 minutes
     */
    record Unknown(Instant since, boolean lost) implements Telemetry {}

    /** After an event. */
    default Telemetry heard(Instant at) {
        return this instanceof Fresh ? this : new Fresh(at);
    }

    /** After so long a silence. */
    default Telemetry silent(Duration silence, Instant at) {
        if (silence.compareTo(LOST_AFTER) > 0) {
            return this instanceof Unknown unknown && unknown.lost() ? this : new Unknown(since(this, at), true);
        }
        if (silence.compareTo(UNKNOWN_AFTER) > 0) {
            return this instanceof Unknown ? this : new Unknown(at, false);
        }
        if (silence.compareTo(STALE_AFTER) > 0) {
            return this instanceof Fresh ? new Stale(at) : this;
        }
        return this;
    }

    private static Instant since(Telemetry before, Instant at) {
        return before instanceof Unknown unknown ? unknown.since() : at;
    }

    /** How bad the silence is. */
    default Severity severity() {
        return switch (this) {
            case Awaited ignored -> Severity.CLEARED;
            case Fresh ignored -> Severity.CLEARED;
            case Stale ignored -> Severity.MINOR;
            case Unknown(var ignored, boolean lost) -> lost ? Severity.CRITICAL : Severity.MAJOR;
        };
    }

    /** As a word. */
    default Freshness freshness() {
        return switch (this) {
            case Awaited ignored -> Freshness.UNKNOWN;
            case Fresh ignored -> Freshness.FRESH;
            case Stale ignored -> Freshness.STALE;
            case Unknown ignored -> Freshness.UNKNOWN;
        };
    }
}
