package dk.kronborg.linkmonitor.health;

import dk.kronborg.linkmonitor.alarm.AlarmConflictException;
import dk.kronborg.linkmonitor.alarm.Attention.Act;
import dk.kronborg.linkmonitor.history.Reading;
import dk.kronborg.linkmonitor.telemetry.Metric;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;

/** What people may do to a link, and what has to be so before they may. */
public final class LinkControl {

    /** What can be done. */
    public enum Action {
        UNLOCK(false),
        SHUT_DOWN(false),
        LOCK(false),
        /** A suspect link's keys are delivered no more. */
        QUARANTINE(false),
        /** A suspect link, or with two people one in quarantine, is trusted again. */
        RELEASE(true),
        /** Given up for ever. */
        REVOKE(true);

        private final boolean grave;

        Action(boolean grave) {
            this.grave = grave;
        }
    }

    private LinkControl() {}

    /** Whether it takes two people. */
    public static boolean needsTwo(LinkHealth health, Action action) {
        return action.grave && !(action == Action.RELEASE && health.security() instanceof Security.Suspect);
    }

    /**
     * After it was done.
     *
     * @param keysVoided whether somebody says that the keys made since the last check in order are void
     * @throws AlarmConflictException   if the state of the link does not allow it
     * @throws IllegalArgumentException if no reason is given
     */
    public static LinkHealth after(LinkHealth health, Action action, Act by, boolean keysVoided) {
        if (by.text().isBlank()) {
            throw new IllegalArgumentException("text says why, and is not blank");
        }
        Instant at = by.at();
        return switch (action) {
            case UNLOCK -> health.withAdministration(Administration.UNLOCKED, at);
            case SHUT_DOWN -> health.withAdministration(Administration.SHUTTING_DOWN, at);
            case LOCK -> health.withAdministration(Administration.LOCKED, at);
            case QUARANTINE -> health.withSecurity(quarantined(health.security(), at));
            case RELEASE -> health.withSecurity(released(health, at, keysVoided));
            case REVOKE -> health.withSecurity(health.security().revoked(at));
        };
    }

    private static Security quarantined(Security security, Instant at) {
        return switch (security) {
            case Security.Suspect suspect -> suspect.quarantine(suspect.cause(), at);
            case Security.Quarantined quarantined -> quarantined;
            default ->
                throw new AlarmConflictException(
                        "a suspect link is put into quarantine, and this one is " + security.word());
        };
    }

    private static Security released(LinkHealth health, Instant at, boolean keysVoided) {
        if (health.diagnosis()
                .filter(found -> found.finding().linkClass().suspicious())
                .isPresent()) {
            throw new AlarmConflictException("the cause is still there: "
                    + health.diagnosis().get().finding().linkClass());
        }
        return switch (health.security()) {
            case Security.Suspect suspect -> suspect.released(at);
            case Security.Quarantined quarantined -> {
                if (!keysVoided) {
                    throw new AlarmConflictException(
                            "a link leaves quarantine when the keys made since the last check in order are void:"
                                    + " keys_voided is true then");
                }
                if (calibratedBefore(health, quarantined.since(), at)) {
                    throw new AlarmConflictException(
                            "a link leaves quarantine after a calibration since " + quarantined.since());
                }
                yield quarantined.released(at);
            }
            default ->
                throw new AlarmConflictException("a suspect or quarantined link is released, and this one is "
                        + health.security().word());
        };
    }

    /** Whether the receiver says that its last calibration was before that; a device that says nothing is believed. */
    private static boolean calibratedBefore(LinkHealth health, Instant since, Instant now) {
        OptionalDouble age = health.receiver()
                .reading()
                .map(Reading::metrics)
                .map(metrics -> metrics.get(Metric.CALIBRATION_AGE))
                .orElse(OptionalDouble.empty());
        return age.isPresent()
                && age.getAsDouble() > Duration.between(since, now).toMillis() / 1e3;
    }
}
