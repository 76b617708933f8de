package dk.kronborg.topology.path;

/**
 * What is known of a KME as a relay.
 *
 * @param mayRelay whether keys of others may pass through it; paths begin and end at it in any case
 */
public record NodeFacts(NodeTrust trust, boolean mayRelay) {

    /** A KME through which nothing passes, as one of which nothing is said. */
    public static final NodeFacts NO_RELAY = new NodeFacts(NodeTrust.FOREIGN, false);

    /** A relay. */
    public static NodeFacts relay(NodeTrust trust) {
        return new NodeFacts(trust, true);
    }
}
