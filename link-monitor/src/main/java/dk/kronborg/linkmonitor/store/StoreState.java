package dk.kronborg.linkmonitor.store;

/** The axis {@code store} of a pool's state, best first. */
public enum StoreState {
    OK,
    /** Below a threshold. */
    LOW,
    /** Below what its KME keeps as a reserve. */
    RESERVE,
    /** Not one key. */
    EMPTY
}
