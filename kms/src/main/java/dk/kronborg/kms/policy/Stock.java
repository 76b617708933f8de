package dk.kronborg.kms.policy;

/**
 * What the from end of a pool has, on its own evidence.
 *
 * @param belowReserve whether the quantum keys in store are below the reserve mark
 * @param pqc          whether post-quantum keys can be had
 */
public record Stock(boolean belowReserve, boolean pqc) {}
