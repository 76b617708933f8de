package dk.kronborg.linkmonitor.store;

import dk.kronborg.linkmonitor.alarm.Severity;

/**
 * How a store stands: what operators are told when it changes.
 *
 * @param state      on the axis {@code store}
 * @param level      how bad that is; {@code CLEARED} too while a store is filled for the first time
 * @param runningOut how soon it will be empty, {@code STORE_RUNNING_OUT}
 */
public record StoreCondition(StoreState state, Severity level, Severity runningOut) {

    /** Of a store of which nothing was ever said. */
    public static final StoreCondition GOOD = new StoreCondition(StoreState.OK, Severity.CLEARED, Severity.CLEARED);
}
