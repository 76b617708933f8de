package dk.kronborg.kms.alarm;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Keeps account of which alarms stand: those that were raised and not cleared, and for {@link #MOMENT} those of which
 * nobody can say that they are over. At most {@link #MOST}: what is worse takes the place of the mildest, and what is left
 * out is counted. Low stores are not kept: who judges them reads their levels. Safe for use by several threads.
 */
public final class StandingAlarms implements Alarms {

    /** How long something {@link Kind#momentary momentary} stands after it happened last. */
    public static final Duration MOMENT = Duration.ofMinutes(10);

    /** Nobody reads more. */
    public static final int MOST = 100;

    /**
     * An alarm that stands.
     *
     * @param severity as it was raised last
     * @param detail   as it was raised last
     * @param since    when it was raised first
     */
    public record Standing(Kind kind, String subject, Severity severity, String detail, Instant since) {}

    /**
     * What stands at one moment.
     *
     * @param alarms  in the order in which they were raised first
     * @param omitted how often one was left out, since this process started
     */
    public record Account(List<Standing> alarms, long omitted) {
        public Account {
            alarms = List.copyOf(alarms);
        }
    }

    private record Key(Kind kind, String subject) {}

    private record Kept(Standing standing, long raisedNanos) {}

    private final Alarms further;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Runnable changed;
    private final Map<Key, Kept> kept = new LinkedHashMap<>();
    private long omitted;

    /**
     * Nothing stands.
     *
     * @param further  is told all of it too
     * @param nanoTime a clock that only goes forward, nanoseconds
     * @param changed  called when something begins to stand, is worse or better, or is cleared; must not block
     */
    public StandingAlarms(Alarms further, Clock clock, LongSupplier nanoTime, Runnable changed) {
        this.further = further;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.changed = changed;
    }

    @Override
    public void raise(Kind kind, String subject, String detail) {
        raise(kind, kind.severity(), subject, detail);
    }

    @Override
    public void raise(Kind kind, Severity severity, String subject, String detail) {
        further.raise(kind, severity, subject, detail);
        if (keep(new Key(kind, subject), severity, detail)) {
            changed.run();
        }
    }

    private synchronized boolean keep(Key key, Severity severity, String detail) {
        if (key.kind() == Kind.KEY_STORE_LOW) {
            return false;
        }
        forgetMoments();
        Kept before = kept.get(key);
        if (before == null && kept.size() == MOST) {
            omitted++;
            if (!makeRoom(severity)) {
                return false;
            }
        }
        Instant since = before == null ? clock.instant() : before.standing().since();
        kept.put(key, new Kept(new Standing(key.kind(), key.subject(), severity, detail, since), nanoTime.getAsLong()));
        return before == null || before.standing().severity() != severity;
    }

    /** Lets the oldest of the mildest go; false if none is milder than that. */
    private boolean makeRoom(Severity severity) {
        Optional<Standing> mildest =
                kept.values().stream().map(Kept::standing).min(Comparator.comparing(Standing::severity));
        return mildest.filter(each -> each.severity().compareTo(severity) < 0)
                .map(each -> kept.remove(new Key(each.kind(), each.subject())))
                .isPresent();
    }

    @Override
    public void clear(Kind kind, String subject) {
        further.clear(kind, subject);
        if (remove(new Key(kind, subject))) {
            changed.run();
        }
    }

    private synchronized boolean remove(Key key) {
        return kept.remove(key) != null;
    }

    /** What stands now. */
    public synchronized Account account() {
        forgetMoments();
        return new Account(kept.values().stream().map(Kept::standing).toList(), omitted);
    }

    private void forgetMoments() {
        long now = nanoTime.getAsLong();
        kept.values()
                .removeIf(each -> each.standing().kind().momentary() && now - each.raisedNanos() >= MOMENT.toNanos());
    }
}
