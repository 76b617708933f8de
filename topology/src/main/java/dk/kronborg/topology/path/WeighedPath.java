package dk.kronborg.topology.path;

import java.util.Comparator;

/**
 * A path and what it is worth under the conditions it was computed from.
 *
 * @param cost  what its hops and relays cost together, to a millionth
 * @param width what its narrowest hop can give within the horizon, bits
 */
public record WeighedPath(RelayPath path, double cost, double width) {

    /** The cheapest first; of two that cost the same the one with fewer hops, then by names. */
    public static final Comparator<WeighedPath> CHEAPEST =
            Comparator.comparingDouble(WeighedPath::cost).thenComparing(WeighedPath::path);

    /** The widest first; of two that are as wide the cheapest. */
    static final Comparator<WeighedPath> WIDEST =
            Comparator.comparingDouble(WeighedPath::width).reversed().thenComparing(CHEAPEST);
}
