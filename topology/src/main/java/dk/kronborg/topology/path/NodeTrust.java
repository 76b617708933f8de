package dk.kronborg.topology.path;

/** How well a relay is looked after; paths avoid those that are looked after less. */
public enum NodeTrust {
    MANNED(0),
    UNMANNED(1),
    /** In another domain, whose people are not ours. */
    FOREIGN(2);

    private final int penalty;

    NodeTrust(int penalty) {
        this.penalty = penalty;
    }

    /** What a path pays for passing through it, before it is weighed. */
    public int penalty() {
        return penalty;
    }
}
