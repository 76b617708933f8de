package dk.kronborg.kms.mode;

import dk.kronborg.kms.alarm.Alarms;
import dk.kronborg.kms.block.PoolId;
import dk.kronborg.kms.housekeeping.RunningTime;
import dk.kronborg.kms.mode.ModeLedger.Blocks;
import dk.kronborg.kms.mode.ModeLedger.Standing;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * Keeps the mode of one pool: looks at its blocks and follows them. A change is on disk, with its cause, before it holds;
 * of several processes one makes it and the others follow.
 *
 * <p>The mode may be read by several threads; {@link #look} is for one.
 */
public final class ModeKeeper {

    private final PoolId pool;
    private final int capacity;
    private final BooleanSupplier pqc;
    private final ModeLedger ledger;
    private final Terms terms;
    private final RunningTime time;
    private final Alarms alarms;
    private Optional<ModeState> stored;
    private volatile ModeState state;
    private boolean hasLooked;
    private long highest = -1;
    private OptionalLong supplied = OptionalLong.empty();

    /**
     * The mode of a pool, as it was stored last.
     *
     * @param capacity most blocks of the pool
     * @param pqc      whether post-quantum keys can be had
     */
    public ModeKeeper(
            PoolId pool,
            int capacity,
            BooleanSupplier pqc,
            ModeLedger ledger,
            Terms terms,
            RunningTime time,
            Alarms alarms) {
        this.pool = pool;
        this.capacity = capacity;
        this.pqc = pqc;
        this.ledger = ledger;
        this.terms = terms;
        this.time = time;
        this.alarms = alarms;
        ledger.begin(pool);
        this.stored = ledger.standing(pool).state();
        this.state = stored.orElseGet(() -> ModeState.first(time.seconds()));
        tell();
    }

    /** The present mode. */
    public Mode mode() {
        return state.mode();
    }

    /** Looks at the pool; another mode holds when this returns, if it is time for one. */
    public void look() {
        Standing standing = ledger.standing(pool);
        follow(standing.state());
        Blocks blocks = standing.blocks();
        Evidence evidence = evidence(blocks);
        ModeState next = state.next(evidence, patient(blocks), time.seconds());
        if (next.mode() == state.mode()) {
            state = next;
            return;
        }
        String cause = blocks.free() + " of " + capacity + " blocks usable, " + blocks.held() + " held, the last came "
                + (supplied.isPresent() ? time.seconds() - supplied.getAsLong() + " s ago" : "before this start")
                + (evidence.pqc() ? "" : ", no post-quantum keys");
        if (ledger.change(pool, stored, next, cause)) {
            stored = Optional.of(next);
            state = next;
            tell();
        }
    }

    /** No block for twice as long as they come apart says nothing, nor does one for long before that is known. */
    private Terms patient(Blocks blocks) {
        long apart = blocks.apart().orElse(terms.recovered());
        return terms.withBlocksApart(Math.min(2 * apart, terms.recovered()));
    }

    /** Another process of this KME may have been quicker, or the store begun anew. */
    private void follow(Optional<ModeState> now) {
        if (!now.equals(stored)) {
            stored = now;
            state = now.orElseGet(() -> ModeState.first(time.seconds()));
            tell();
        }
    }

    private Evidence evidence(Blocks blocks) {
        long highestNow = Math.max(highest, blocks.highest().orElse(-1));
        // What was there when this process began may have come at any time.
        if (hasLooked && highestNow > highest) {
            supplied = OptionalLong.of(time.seconds());
        }
        hasLooked = true;
        highest = highestNow;
        return new Evidence(
                blocks.freeUnits(),
                (long) capacity * ModeLedger.UNITS,
                blocks.live() >= capacity,
                supplied,
                blocks.free() == 0 && blocks.held() > 0,
                pqc.getAsBoolean(),
                Evidence.News.NONE);
    }

    private void tell() {
        Mode mode = state.mode();
        switch (mode) {
            case QKD_NORMAL, RECOVERING -> alarms.clear(Alarms.Kind.QUANTUM_KEYS_SHORT, pool.toString());
            case QKD_RESERVE ->
                alarms.raise(
                        Alarms.Kind.QUANTUM_KEYS_SHORT,
                        Alarms.Severity.WARNING,
                        pool.toString(),
                        mode + ": quantum keys are for those who need them");
            case FALLBACK_PQC ->
                alarms.raise(
                        Alarms.Kind.QUANTUM_KEYS_SHORT,
                        Alarms.Severity.MAJOR,
                        pool.toString(),
                        mode + ": quantum keys cannot be had; what is left is for those who may have no others");
            case BLOCKED -> {
                // Before the first key there is nothing amiss.
                if (stored.isPresent()) {
                    alarms.raise(
                            Alarms.Kind.QUANTUM_KEYS_SHORT,
                            Alarms.Severity.CRITICAL,
                            pool.toString(),
                            mode + ": there are neither quantum nor post-quantum keys");
                }
            }
        }
    }
}
