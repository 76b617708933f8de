package dk.kronborg.linkmonitor.store;

import dk.kronborg.linkmonitor.alarm.Severity;

/** How full a store is, in steps, best first. */
public enum StoreLevel {
    GOOD(StoreState.OK, Severity.CLEARED),
    BELOW_WARNING(StoreState.LOW, Severity.WARNING),
    BELOW_MINOR(StoreState.LOW, Severity.MINOR),
    BELOW_MAJOR(StoreState.LOW, Severity.MAJOR),
    BELOW_RESERVE(StoreState.RESERVE, Severity.CRITICAL),
    EMPTY(StoreState.EMPTY, Severity.CRITICAL);

    /** A store that was empty is more than that from this share of its capacity. */
    private static final double NO_LONGER_EMPTY = 0.01;

    private final StoreState state;
    private final Severity severity;

    StoreLevel(StoreState state, Severity severity) {
        this.state = state;
        this.severity = severity;
    }

    public StoreState state() {
        return state;
    }

    /** Of a store that has fallen to this level. */
    Severity severity() {
        return severity;
    }

    /** The level of a store of which nothing is known from before. */
    static StoreLevel of(KeyStoreReport report, StoreThresholds thresholds) {
        return of(report, thresholds, 0);
    }

    /** The next level: worse at once, better only when the store holds clearly more than the threshold. */
    StoreLevel next(KeyStoreReport report, StoreThresholds thresholds) {
        StoreLevel worst = of(report, thresholds, 0);
        StoreLevel best = of(report, thresholds, thresholds.clear());
        if (worst.compareTo(this) >= 0) {
            return worst;
        }
        return best.compareTo(this) < 0 ? best : this;
    }

    /** The level if every threshold were so much higher, as a share of the capacity. */
    private static StoreLevel of(KeyStoreReport report, StoreThresholds thresholds, double more) {
        StoreLevel level = GOOD;
        for (StoreLevel lower : values()) {
            boolean holdsNoKey = lower == EMPTY && report.usable() < report.key();
            if (holdsNoKey || report.usable() < lower.mark(report, thresholds, more)) {
                level = lower;
            }
        }
        return level;
    }

    /** Bits below which a store is at this level or worse. */
    private long mark(KeyStoreReport report, StoreThresholds thresholds, double more) {
        long raised = Math.round(more * report.capacity());
        return switch (this) {
            case GOOD -> Long.MIN_VALUE;
            case BELOW_WARNING -> raised + Math.round(thresholds.warning() * report.capacity());
            case BELOW_MINOR -> raised + Math.round(thresholds.minor() * report.capacity());
            case BELOW_MAJOR -> raised + Math.round(thresholds.major() * report.capacity());
            case BELOW_RESERVE -> raised + report.reserve();
            case EMPTY -> Math.min(raised, Math.round(NO_LONGER_EMPTY * report.capacity()));
        };
    }

    /**
     * How bad that is. A store that was never given enough to be above this level is being filled: that is no fault.
     */
    Severity severity(KeyStoreReport report, StoreThresholds thresholds) {
        StoreLevel fallen = this == EMPTY ? BELOW_RESERVE : this;
        boolean wasAbove = report.totals().produced() >= fallen.mark(report, thresholds, thresholds.clear());
        return wasAbove ? severity : Severity.CLEARED;
    }
}
