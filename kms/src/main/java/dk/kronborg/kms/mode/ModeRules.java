package dk.kronborg.kms.mode;

import dk.kronborg.kms.mode.ModeState.Course;
import java.util.OptionalLong;

/**
 * The edges between modes, as of one look at the evidence. docs/policies.md lists them and says why.
 *
 * <p>To turn back, to the worse after the better or to the better after the worse, takes the dwell time, unless a
 * quarantine or a drained store forces it; to go on in the same direction does not.
 */
final class ModeRules {

    private final ModeState state;
    private final boolean wasFresh;
    private final Evidence evidence;
    private final Terms terms;
    private final long now;

    /** Rules for a state whose marks are those of the evidence. */
    ModeRules(ModeState state, boolean wasFresh, Evidence evidence, Terms terms, long now) {
        this.state = state;
        this.wasFresh = wasFresh;
        this.evidence = evidence;
        this.terms = terms;
        this.now = now;
    }

    /** At most one change. */
    ModeState next() {
        return switch (state.mode()) {
            case BLOCKED -> fromBlocked();
            case FALLBACK_PQC -> fromFallback();
            case RECOVERING -> fromRecovering();
            case QKD_RESERVE -> fromReserve();
            case QKD_NORMAL -> fromNormal();
        };
    }

    private ModeState fromBlocked() {
        if (evidence.hasQuantumKeys()) {
            return better(wasFresh ? Mode.RECOVERING : Mode.FALLBACK_PQC);
        }
        // Right after a start quantum keys may come a moment later than post-quantum ones.
        boolean soon = wasFresh && now - state.since() < terms.doubt();
        return evidence.pqc() && !soon ? better(Mode.FALLBACK_PQC) : state;
    }

    private ModeState fromFallback() {
        if (wasFresh && evidence.hasQuantumKeys()) {
            return better(Mode.RECOVERING);
        }
        if (mayRise() && held(state.high(), recovered())) {
            return better(Mode.RECOVERING);
        }
        boolean nothing =
                !evidence.pqc() && !evidence.hasQuantumKeys() && (evidence.quarantined() || silentFor(terms.doubt()));
        return nothing && mayFall() ? worse(Mode.BLOCKED) : state;
    }

    private ModeState fromRecovering() {
        // After a start the store fills from nothing: as long as blocks come, being below the reserve is no fall.
        if (mustFall(evidence.below(terms.marks().reserve()) && silentFor(terms.doubt()))) {
            return worse(Mode.FALLBACK_PQC);
        }
        if (now - state.since() >= terms.dwell() && held(state.sound(), terms.dwell())) {
            return better(evidence.news() == Evidence.News.NONE ? Mode.QKD_NORMAL : Mode.QKD_RESERVE);
        }
        return state;
    }

    private ModeState fromReserve() {
        if (mustFall(drained())) {
            return worse(Mode.FALLBACK_PQC);
        }
        boolean slowly = held(state.sound(), recovered()) && calmFor(recovered());
        boolean quickly =
                state.repeatedAt(terms, now) == 0 && held(state.high(), terms.doubt()) && calmFor(terms.doubt());
        return mayRise() && (slowly || quickly) ? better(Mode.QKD_NORMAL) : state;
    }

    private ModeState fromNormal() {
        if (mustFall(drained())) {
            return worse(Mode.FALLBACK_PQC);
        }
        if (mayFall() && (held(state.low(), terms.doubt()) || silentFor(terms.doubt()))) {
            return worse(Mode.QKD_RESERVE);
        }
        // No fall of the pool's own: it makes no later return slower, so that forged news gain nothing.
        return evidence.news() == Evidence.News.SUSPECT ? state.entering(Mode.QKD_RESERVE, Course.WARNED, now) : state;
    }

    /** Whether quantum keys cannot be had, by whatever leads from all better modes to the fallback. */
    private boolean mustFall(boolean drained) {
        return evidence.quarantined() || drained || (mayFall() && silentFor(terms.lost()));
    }

    /** Below the reserve, and not only for a moment. */
    private boolean drained() {
        return evidence.below(terms.marks().reserve())
                && (held(state.low(), terms.doubt()) || silentFor(terms.doubt()));
    }

    private boolean silentFor(long seconds) {
        return now - state.alive() >= seconds;
    }

    private boolean calmFor(long seconds) {
        return state.warned().isEmpty() || now - state.warned().getAsLong() >= seconds;
    }

    private boolean held(OptionalLong since, long seconds) {
        return since.isPresent() && now - since.getAsLong() >= seconds;
    }

    private long recovered() {
        return terms.recoveredAfter(state.repeatedAt(terms, now));
    }

    private boolean mayRise() {
        return state.course() == Course.RISING || now - state.since() >= terms.dwell();
    }

    private boolean mayFall() {
        return state.course() == Course.FALLING || now - state.since() >= terms.dwell();
    }

    private ModeState better(Mode mode) {
        return state.entering(mode, Course.RISING, now);
    }

    private ModeState worse(Mode mode) {
        boolean begins = state.course() != Course.FALLING && state.mode() != Mode.FALLBACK_PQC;
        return (begins ? state.falling(terms, now) : state).entering(mode, Course.FALLING, now);
    }
}
