package dk.kronborg.kms.pool;

/** How much a pool holds, measured against its marks, emptiest first. */
public enum StoreLevel {
    /** Not one key of the default size. */
    EMPTY,
    /** Below the reserve mark. */
    RESERVE,
    /** Below the low mark, or not yet above the high mark again. */
    LOW,
    /** Enough. */
    NORMAL
}
