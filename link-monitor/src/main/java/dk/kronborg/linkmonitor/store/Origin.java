package dk.kronborg.linkmonitor.store;

import java.util.Arrays;

/** What the bits of a pool come from, what operators look at first coming first. */
public enum Origin {
    /** Devices at both ends of a link made them. */
    QKD,
    /** Both ends derived them from post-quantum epochs: no link fills such a pool. */
    PQC;

    /**
     * The origin of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Origin named(String name) {
        return Arrays.stream(values())
                .filter(origin -> origin.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "an origin is one of " + Arrays.toString(values()) + ", got \"" + name + '"'));
    }
}
