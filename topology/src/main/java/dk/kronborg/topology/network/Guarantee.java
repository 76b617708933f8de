package dk.kronborg.topology.network;

import dk.kronborg.topology.identity.KmeId;

/**
 * A rate at which keys of one KME for another are relayed, whatever others ask of the links on their way ({@code
 * min_bandwidth} of ETSI GS QKD 015).
 *
 * @param bitsPerSecond 1 to {@value #MOST}
 * @throws IllegalArgumentException if the rate is outside its range, or both are the same KME
 */
public record Guarantee(KmeId from, KmeId to, long bitsPerSecond) {

    /** More than any device makes. */
    public static final long MOST = 1_000_000_000;

    public Guarantee {
        if (from.equals(to)) {
            throw new IllegalArgumentException("a guarantee is for two different KMEs, got " + from + " twice");
        }
        if (bitsPerSecond < 1 || bitsPerSecond > MOST) {
            throw new IllegalArgumentException("a guaranteed rate is 1 to " + MOST + " bit/s, got " + bitsPerSecond);
        }
    }

    @Override
    public String toString() {
        return from + " to " + to;
    }
}
