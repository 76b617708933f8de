package dk.kronborg.linkmonitor.alarm;

import dk.kronborg.linkmonitor.alarm.Attention.Act;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An alarm: one for each {@link AlarmKey} until it is closed, however often what it tells of comes and goes.
 *
 * <p>It is raised, changed and cleared by what is measured only, and looked after and closed by people only; neither can
 * do the other's part.
 *
 * @param severity      now; {@code CLEARED} if it is over
 * @param worst         that it had since it was raised first
 * @param trend         of the last change
 * @param text          for people: the circumstances; may be empty
 * @param evidence      of the last time that it was raised or that its severity changed
 * @param firstRaisedAt the first time
 * @param raisedAt      the last time
 * @param changedAt     when severity changed last, clearing included
 * @param occurrences   how often it was raised
 * @param planned       raised during planned work that is not over, as far as it has been looked at
 * @param rootCause     the alarm that explains it, if one does
 */
public record Alarm(
        UUID id,
        AlarmKey key,
        Severity severity,
        Severity worst,
        Trend trend,
        String text,
        Evidence evidence,
        Instant firstRaisedAt,
        Instant raisedAt,
        Instant changedAt,
        int occurrences,
        boolean planned,
        Optional<UUID> rootCause,
        Attention attention) {

    /** Nobody shelves an alarm for longer. */
    public static final Duration LONGEST_SHELF = Duration.ofDays(7);

    /** Trend indication, X.733. */
    public enum Trend {
        LESS_SEVERE,
        NO_CHANGE,
        MORE_SEVERE
    }

    /** The first time. */
    public static Alarm raised(UUID id, Condition condition, Instant at, boolean planned) {
        return new Alarm(
                id,
                condition.key(),
                condition.severity(),
                condition.severity(),
                Trend.NO_CHANGE,
                condition.text(),
                condition.evidence(),
                at,
                at,
                at,
                1,
                planned,
                Optional.empty(),
                new Attention.None());
    }

    public AlarmKind kind() {
        return key.kind();
    }

    public boolean cleared() {
        return !severity.raised();
    }

    public boolean closed() {
        return attention instanceof Attention.Closed;
    }

    /** Whether it takes two people to close it. */
    public boolean needsTwo() {
        return kind().security() && worst == Severity.CRITICAL;
    }

    /** The condition is there, as before, or otherwise, or again. */
    public Alarm with(Condition condition, Instant at, boolean duringWork) {
        if (cleared()) {
            return new Alarm(
                    id,
                    key,
                    condition.severity(),
                    worst.or(condition.severity()),
                    Trend.MORE_SEVERE,
                    condition.text(),
                    condition.evidence(),
                    firstRaisedAt,
                    at,
                    at,
                    occurrences + 1,
                    duringWork,
                    Optional.empty(),
                    afterWorse(condition.severity()));
        }
        if (condition.severity() == severity) {
            return this;
        }
        boolean worse = condition.severity().atLeast(severity);
        return new Alarm(
                id,
                key,
                condition.severity(),
                worst.or(condition.severity()),
                worse ? Trend.MORE_SEVERE : Trend.LESS_SEVERE,
                condition.text(),
                condition.evidence(),
                firstRaisedAt,
                raisedAt,
                at,
                occurrences,
                planned,
                rootCause,
                worse ? afterWorse(condition.severity()) : attention);
    }

    /**
     * A shelf holds for its time, unless the alarm becomes one that is not shelved; what people said of it before holds for
     * what it was before.
     */
    private Attention afterWorse(Severity next) {
        return attention instanceof Attention.Shelved && !forbidsShelf(next) ? attention : new Attention.None();
    }

    private boolean forbidsShelf(Severity now) {
        return kind().security() && now == Severity.CRITICAL;
    }

    /** The condition is over. */
    public Alarm cleared(Instant at) {
        return cleared()
                ? this
                : new Alarm(
                        id,
                        key,
                        Severity.CLEARED,
                        worst,
                        Trend.LESS_SEVERE,
                        text,
                        evidence,
                        firstRaisedAt,
                        raisedAt,
                        at,
                        occurrences,
                        planned,
                        rootCause,
                        attention);
    }

    /** That one explains it, or none does. */
    public Alarm explainedBy(Optional<UUID> cause) {
        return new Alarm(
                id,
                key,
                severity,
                worst,
                trend,
                text,
                evidence,
                firstRaisedAt,
                raisedAt,
                changedAt,
                occurrences,
                planned,
                cause,
                attention);
    }

    /** The work during which it was raised is over, and it is not. */
    public Alarm outlasting() {
        return new Alarm(
                id,
                key,
                severity,
                worst,
                trend,
                text,
                evidence,
                firstRaisedAt,
                raisedAt,
                changedAt,
                occurrences,
                false,
                rootCause,
                attention);
    }

    private Alarm with(Attention next) {
        return new Alarm(
                id,
                key,
                severity,
                worst,
                trend,
                text,
                evidence,
                firstRaisedAt,
                raisedAt,
                changedAt,
                occurrences,
                planned,
                rootCause,
                next);
    }

    /**
     * Somebody takes care of it.
     *
     * @throws AlarmConflictException if it is closed
     */
    public Alarm acknowledged(Act by) {
        refuseIfClosed();
        return with(new Attention.Acknowledged(by));
    }

    /**
     * Somebody does not want to see it for some time.
     *
     * @throws AlarmConflictException   if it is closed, or critical and a matter of security
     * @throws IllegalArgumentException if the time is over or more than {@link #LONGEST_SHELF} away
     */
    public Alarm shelved(Act by, Instant until) {
        refuseIfClosed();
        if (forbidsShelf(severity)) {
            throw new AlarmConflictException("a critical security alarm is not shelved");
        }
        if (!until.isAfter(by.at()) || until.isAfter(by.at().plus(LONGEST_SHELF))) {
            throw new IllegalArgumentException("an alarm is shelved until a time from now, " + by.at() + ", to "
                    + LONGEST_SHELF.toDays() + " days later, got " + until);
        }
        return with(new Attention.Shelved(by, until));
    }

    /** The shelf is over, or somebody ends it. */
    public Alarm unshelved() {
        return attention instanceof Attention.Shelved ? with(new Attention.None()) : this;
    }

    /**
     * Somebody is done with it. Where it takes two, the first one proposes and another one closes.
     *
     * @throws AlarmConflictException   if it is closed or not cleared, or if the same person tries to be both
     * @throws IllegalArgumentException if there is no reason
     */
    public Alarm closed(Act by) {
        refuseIfClosed();
        if (!cleared()) {
            throw new AlarmConflictException("an alarm is closed when it is cleared, and this one is " + severity);
        }
        if (by.text().isBlank()) {
            throw new IllegalArgumentException("an alarm is closed with a reason");
        }
        if (!needsTwo()) {
            return with(new Attention.Closed(by, Optional.empty()));
        }
        if (!(attention instanceof Attention.CloseProposed(Act first))) {
            return with(new Attention.CloseProposed(by));
        }
        if (first.samePerson(by.operator())) {
            throw new AlarmConflictException("it takes two people to close a security alarm that was critical, and "
                    + by.operator() + " has proposed it");
        }
        return with(new Attention.Closed(first, Optional.of(by)));
    }

    private void refuseIfClosed() {
        if (closed()) {
            throw new AlarmConflictException("the alarm is closed");
        }
    }
}
