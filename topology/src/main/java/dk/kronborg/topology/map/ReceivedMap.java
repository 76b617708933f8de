package dk.kronborg.topology.map;

import java.util.List;

/**
 * A map as it comes to a KME: nothing of it is believed before {@link MapVerifier} has judged it.
 *
 * @param chain     versions that follow each other, 1 to {@value #LONGEST_CHAIN}, the last of which is to be run. Only
 *                  the last may have approvals that its security part did not need
 * @param signature the centre's, over the last, and through it over all before
 * @param slice     of the last
 */
public record ReceivedMap(List<MapStep> chain, KeySignature signature, Slice slice) {

    static final int LONGEST_CHAIN = 4096;

    public ReceivedMap {
        chain = List.copyOf(chain);
        if (chain.isEmpty() || chain.size() > LONGEST_CHAIN) {
            throw new IllegalArgumentException("a chain has 1 to " + LONGEST_CHAIN + " versions, got " + chain.size());
        }
    }

    /** The version that is to be run. */
    public MapVersion version() {
        return chain.getLast().version();
    }
}
