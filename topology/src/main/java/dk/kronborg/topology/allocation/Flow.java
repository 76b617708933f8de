package dk.kronborg.topology.allocation;

import java.util.HashSet;
import java.util.List;

/**
 * Somebody who takes bits at the same rate from every link of a path, or of several paths that have no link in common.
 *
 * @param <F>        what flows are called by, such as a pair of SAEs
 * @param <L>        what links are called by
 * @param links      at least one, each once
 * @param weight     how its share of what is left relates to those of others, above 0
 * @param guaranteed what it must get, bits a second, from 0
 * @param most       what it can use, the lesser of its demand and what it may take; bits a second, at least what is
 *     guaranteed; may be infinite
 * @throws IllegalArgumentException if a value is outside its range
 */
public record Flow<F, L>(F id, List<L> links, double weight, double guaranteed, double most) {

    public Flow {
        links = List.copyOf(links);
        if (links.isEmpty() || new HashSet<>(links).size() != links.size()) {
            throw new IllegalArgumentException("flow " + id + " takes from one or more links, each once, got " + links);
        }
        if (!(weight > 0 && Double.isFinite(weight))) {
            throw new IllegalArgumentException("the weight of flow " + id + " is above 0, got " + weight);
        }
        if (!(guaranteed >= 0 && Double.isFinite(guaranteed))) {
            throw new IllegalArgumentException("flow " + id + " is guaranteed 0 bit/s or more, got " + guaranteed);
        }
        if (!(most >= guaranteed)) {
            throw new IllegalArgumentException(
                    "flow " + id + " takes at most " + most + " bit/s, but is guaranteed " + guaranteed);
        }
    }

    /** A flow with no guarantee and no limit. */
    public Flow(F id, List<L> links, double weight) {
        this(id, links, weight, 0, Double.POSITIVE_INFINITY);
    }
}
