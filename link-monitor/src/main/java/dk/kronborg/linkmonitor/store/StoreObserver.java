package dk.kronborg.linkmonitor.store;

/** Learns how stores stand when that changes, for instance to raise alarms. */
public interface StoreObserver {

    /**
     * Told once the change is durable, in the order of changes of a pool; told again, perhaps as part of a further
     * change, if the process ended or this threw before it had returned.
     */
    void changed(StoreChange change);
}
