package dk.kronborg.linkmonitor.health;

/** Axis of a link's state: what people want of it (X.731, administrative state). */
public enum Administration {
    UNLOCKED,
    /** No new key is made; what is in store is used up. */
    SHUTTING_DOWN,
    LOCKED
}
