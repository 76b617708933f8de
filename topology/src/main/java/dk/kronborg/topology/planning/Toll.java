package dk.kronborg.topology.planning;

import java.util.Comparator;

/**
 * How many pairs of KMEs lose what if something fails, each counted once, by the worst that it loses.
 *
 * @param own       end at a KME that fails: they lose everything, whatever the network is like
 * @param cutOff    others that lose everything
 * @param diversity lose it
 * @param rate      lose nothing but rate
 */
public record Toll(int own, int cutOff, int diversity, int rate) {

    /** Who cuts off more others first; then by what pairs lose, the worst before the rest. */
    public static final Comparator<Toll> WORST_FIRST = Comparator.comparingInt(Toll::cutOff)
            .thenComparingInt(Toll::own)
            .thenComparingInt(Toll::diversity)
            .thenComparingInt(Toll::rate)
            .reversed();

    /** Whether others are cut off: then what fails is a single point of failure. */
    public boolean cutsOthersOff() {
        return cutOff > 0;
    }
}
