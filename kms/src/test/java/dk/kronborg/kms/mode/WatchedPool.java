package dk.kronborg.kms.mode;

import dk.kronborg.kms.mode.Evidence.News;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** A pool whose mode is looked at every second, and the changes that were seen. */
final class WatchedPool {

    static final long CAPACITY = 1000;

    /** A change of mode, and on what evidence. */
    record Change(long at, Mode from, Mode to, Evidence evidence) {}

    final Terms terms;
    final List<Change> changes = new ArrayList<>();
    long now;
    ModeState state;

    long usable;
    boolean supplying;
    boolean quarantined;
    /** Whether blocks that are held leave no room for others. */
    boolean fullOfHeld;

    boolean pqc;
    News news = News.NONE;
    OptionalLong supplied = OptionalLong.empty();

    WatchedPool(Terms terms) {
        this.terms = terms;
        this.state = ModeState.first(now);
    }

    /** In QKD_NORMAL for long, with PQC at hand and a store that is neither full nor above the high mark. */
    static WatchedPool normal() {
        WatchedPool pool = new WatchedPool(Terms.DEFAULT);
        pool.pqc = true;
        pool.usable = 400;
        pool.supplying = true;
        pool.runUntil(Mode.QKD_NORMAL);
        pool.run(10_000);
        pool.changes.clear();
        return pool;
    }

    /** In FALLBACK_PQC since this second, the first fall. */
    static WatchedPool fallen() {
        WatchedPool pool = normal();
        pool.supplying = false;
        pool.usable = 50;
        pool.runUntil(Mode.FALLBACK_PQC);
        pool.changes.clear();
        return pool;
    }

    Mode mode() {
        return state.mode();
    }

    Evidence evidence() {
        return new Evidence(usable, CAPACITY, usable >= CAPACITY || fullOfHeld, supplied, quarantined, pqc, news);
    }

    /** One look, now. */
    void look() {
        if (supplying) {
            supplied = OptionalLong.of(now);
        }
        Evidence evidence = evidence();
        Mode before = mode();
        state = state.next(evidence, terms, now);
        if (mode() != before) {
            changes.add(new Change(now, before, mode(), evidence));
        }
    }

    void run(long seconds) {
        run(seconds, pool -> {});
    }

    /** Looks once a second, after that was done to the pool. */
    void run(long seconds, Consumer<WatchedPool> each) {
        for (long i = 0; i < seconds; i++) {
            now++;
            each.accept(this);
            look();
        }
    }

    /** Until that mode is entered; how many seconds that took. */
    long runUntil(Mode mode) {
        for (long seconds = 0; seconds <= 100_000; seconds++) {
            if (mode() == mode) {
                return seconds;
            }
            run(1);
        }
        throw new AssertionError("no " + mode + " within 100,000 s, still " + state.text());
    }
}
